/** The choice of the document's type and country, where the session leaves them to the person. */
import {button, h} from '../ui/dom.js';
import {drawingOf, icons} from '../ui/icons.js';
import {header} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */

/**
 * @param {View} view
 * @param {{step: Step}} options
 * @param {typeof import('../ui/countries.js').listCountries} list is only there when there are countries to choose from
 * @returns {Screen}
 */
export function choiceScreen(view, {step}, list) {
  const {words, state, send} = view;
  const {types, countries: codes} = state.choices(step) ?? {types: [], countries: []};
  const country = codes.length > 0 && countrySelect(view, (select) => list(select, words.language, codes), step.country);
  const choose = (/** @type {string} */ type) => {
    if (country && !country.check()) return undefined;
    return send('choose', {step, choice: {type: type || step.type, country: country ? country.select.value : step.country}});
  };
  const element = h('section', {},
    header(view, {title: words.text('choice.title'), step, back: true}),
    h('div', {class: 'body'},
      country && country.element,
      h('ul', {class: 'kinds'}, ...types.map((type) => h('li', {}, card(view, type, type === step.type, () => choose(type)))))),
    !types.length && h('div', {class: 'actions'},
      button({action: 'choose', label: words.text('data.send'), kind: 'primary', run: () => choose('')})));
  return {name: 'choice', element, step, translated: () => country && country.name()};
}

/** @param {View} view @param {string} type @param {boolean} now @param {() => unknown} run */
function card({words}, type, now, run) {
  // A type that has no name here is shown by its code, in the shape of a word.
  const name = words.has(`type.${type}`) ? words.text(`type.${type}`) : type.charAt(0) + type.slice(1).toLowerCase().replace(/_/g, ' ');
  const element = button({action: 'choose', label: name, icon: drawingOf('FRONT', type), run});
  element.dataset.type = type;
  element.classList.add('kind');
  if (now) element.setAttribute('aria-current', 'true');
  element.append(icons.next());
  return element;
}

/**
 * @param {View} view
 * @param {(select: HTMLSelectElement) => void} list fills in the countries, in the current language
 * @param {string} [value]
 */
function countrySelect({words, say}, list, value = '') {
  const error = h('p', {class: 'error', id: 'choice-error'});
  const select = h('select', {id: 'choice-country', part: 'input', 'aria-describedby': error.id},
    h('option', {value: ''}, words.text('choice.country.none')));
  const name = () => list(select);
  name();
  select.value = value;
  const check = () => {
    error.textContent = select.value ? '' : words.text('choice.country.missing');
    select.setAttribute('aria-invalid', String(!select.value));
    if (!select.value && select.matches(':focus')) say(error.textContent ?? '');
    else if (!select.value) select.focus(); // and is read with its error
    return Boolean(select.value);
  };
  return {select, check, name, element: h('div', {class: 'field'}, h('label', {for: select.id}, words.text('choice.country')), select, error)};
}
