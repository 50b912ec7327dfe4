/** English of the United States: the source of the translations. */
export default {
  'title': 'Open your account',
  'lead': 'One last step: we need to be sure that it’s you.',
  'step.choose': 'Choose your account',
  'step.identity': 'Verify your identity',
  'step.card': 'Get your card',
  'why.title': 'Why we ask',
  'why.text': 'Banks have to know their customers. It also keeps others from opening an account in your name.',
  'menu': 'Language',
  'sandbox': 'Sandbox: nobody is verified',
  'footer': 'Linnet Bank is made up. This page shows how a site embeds Credential Capture.',
  'developers': 'For developers',
};
