/** What is beside the shutter: light, zoom, and the other cameras. What the camera doesn't have isn't shown. */
import {button, h} from '../ui/dom.js';
import {icons} from '../ui/icons.js';

/** @import {Camera} from '../camera/camera.js' */
/** @import {Catalog} from '../ui/catalog.js' */

/** @param {Catalog} words @param {() => Camera} camera */
export function cameraTools(words, camera) {
  let broken = false;
  const torch = button({
    action: 'torch', label: '', name: words.text('camera.torch'), kind: 'quiet', icon: icons.torch(),
    run: async () => {
      const {controls} = camera();
      broken = !await controls?.set({torch: !controls.torch});
      show();
    },
  });
  const slider = h('input', {
    type: 'range', 'aria-label': words.text('camera.zoom'),
    oninput: () => void camera().controls?.set({zoom: slider.valueAsNumber}),
  });
  const zoom = h('div', {class: 'zoom'}, slider);
  const next = button({
    action: 'switch-camera', label: '', name: words.text('camera.switch'), kind: 'quiet', icon: icons.swap(),
    run: () => {
      const {devices, current} = camera();
      const other = devices.find(({deviceId}) => deviceId !== current);
      if (other) camera().choose(other.deviceId);
    },
  });
  // The list lies over an icon, so that it takes no more room than the button.
  const list = h('select', {'aria-label': words.text('camera.switch'), data: {action: 'cameras'}, onchange: () => camera().choose(list.value)});
  const choice = h('div', {class: 'choice'}, icons.swap(), list);
  torch.hidden = zoom.hidden = next.hidden = choice.hidden = true;

  /** Shows what the live camera has. While another one opens the choice stays, and with it the focus. */
  function show() {
    const {devices, controls, current} = camera();
    torch.hidden = broken || !controls?.hasTorch;
    torch.setAttribute('aria-pressed', String(Boolean(controls?.torch)));
    const range = controls?.zoom;
    zoom.hidden = !range;
    if (range) {
      Object.assign(slider, {min: range.min, max: range.max, step: range.step});
      slider.valueAsNumber = range.value;
    }
    next.hidden = devices.length !== 2;
    choice.hidden = devices.length < 3;
    list.replaceChildren(...devices.map(({deviceId, label}, i) => {
      const named = !label || /^camera2? \d/.test(label) ? words.text('camera.number', {number: i + 1}) : label.replace(/ \([0-9a-f]{4}:[0-9a-f]{4}\)$/, '');
      const option = h('option', {value: deviceId}, named);
      option.selected = deviceId === current;
      return option;
    }));
  }

  return {
    torch, zoom, next, choice, show,
    reset: () => {
      broken = false;
      torch.hidden = zoom.hidden = true;
    },
  };
}
