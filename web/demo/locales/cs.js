/** Czech; formal address. */
export default {
  'title': 'Otevřete si účet',
  'lead': 'Poslední krok: potřebujeme si být jistí, že jste to vy.',
  'step.choose': 'Vyberte si účet',
  'step.identity': 'Ověřte svou totožnost',
  'step.card': 'Získejte kartu',
  'why.title': 'Proč se ptáme',
  'why.text': 'Banky musí znát své klienty. Nikdo jiný si tak také nemůže otevřít účet vaším jménem.',
  'menu': 'Jazyk',
  'sandbox': 'Testovací režim: nikdo není ověřován',
  'footer': 'Linnet Bank je smyšlená banka. Tato stránka ukazuje, jak se Credential Capture vkládá do webu.',
  'developers': 'Pro vývojáře',
};
