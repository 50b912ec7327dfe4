/**
 * Vue 3 and Nuxt: a component of the element's name, and a plugin that registers it. Attributes and properties
 * are props, events keep their names. A server writes the attributes; the element's code is loaded by the browser alone.
 */
import {defineComponent, h, onMounted, ref} from 'vue';
import {attributes, attributesOf, define, events} from './props.js';

export const CredentialCapture = defineComponent({
  name: 'CredentialCapture',
  inheritAttrs: false,
  props: [...Object.keys(attributes), 'session', 'messages'],
  emits: events,
  setup(props, {attrs, emit, expose, slots}) {
    const element = ref();
    expose({element, start: () => element.value.start(), cancel: () => element.value.cancel(), reset: () => element.value.reset()});
    onMounted(define);
    const listeners = Object.fromEntries(events.map((event) => [`on${event[0].toUpperCase()}${event.slice(1)}`, (/** @type {Event} */ fired) => emit(event, fired)]));
    // A dot makes Vue set a property, also before the element is defined.
    return () => h('credential-capture', {
      ...attrs, ...listeners, ...attributesOf(props), ref: element, '.session': props.session, '.messages': props.messages ?? {},
    }, slots.default?.());
  },
});

/** `app.use(credentialCapture)` */
export default {install: (/** @type {import('vue').App} */ app) => app.component('CredentialCapture', CredentialCapture)};
