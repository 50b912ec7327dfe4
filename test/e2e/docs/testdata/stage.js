/**
 * Two cameras that see a specimen of an ID card on a desk, and a face. `stage` says which side of the card is up, and how
 * far away it is: 0 in the frame, 1 where guidance calls it too far. Needs drive.FakeCameras.
 */
globalThis.setStage = async (front, back, face) => {
  const width = 720, height = 1280;
  /** @param {string} svg */
  const picture = async (svg) => {
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([svg], {type: 'image/svg+xml'}));
    await image.decode();
    return image;
  };
  const portrait = await createImageBitmap(face);
  const draw = (w, h, paint) => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, {width: w, height: h});
    paint(canvas.getContext('2d'));
    return canvas;
  };
  const card = (image, photo) => draw(1284, 810, (c) => {
    c.drawImage(image, 0, 0, 1284, 810);
    const cut = portrait.width * .66;
    if (photo) c.drawImage(portrait, portrait.width * .17, portrait.height * .19, cut, cut * 1.347, 64, 202, 346, 466);
  });
  const sides = {front: card(await picture(front), true), back: card(await picture(back), false)};
  let seed = 7;
  const random = () => (seed = seed * 16807 % 2147483647) / 2147483647;
  const desk = draw(width, height, (c) => {
    const light = c.createRadialGradient(width * .46, height * .44, 60, width * .5, height * .5, height * .6);
    light.addColorStop(0, '#94755c');
    light.addColorStop(1, '#5a4434');
    c.fillStyle = light;
    c.fillRect(0, 0, width, height);
    for (let x = -40; x < width + 40; x += 1.5 + random() * 4) { // the grain
      c.strokeStyle = random() < .5 ? `rgb(20 12 8 / ${.04 + random() * .1})` : `rgb(255 220 180 / ${random() * .035})`;
      c.lineWidth = .3 + random() * 1.2;
      c.beginPath();
      c.moveTo(x, 0);
      c.bezierCurveTo(x + random() * 16 - 8, height * .3, x + random() * 30 - 15, height * .6, x + random() * 16 - 8, height);
      c.stroke();
    }
  });
  globalThis.stage = {side: 'front', away: () => 0, shakes: false};
  const paintCard = (c) => {
    const away = stage.away(), ms = performance.now();
    const shake = stage.shakes ? Math.sin(ms / 390) + .5 * Math.sin(ms / 170) : 0;
    c.save();
    c.fillStyle = '#4a382b';
    c.fillRect(0, 0, width, height);
    c.translate(width / 2 + 2 * shake, height / 2 + 17 + 1.5 * shake); // the frame is below the middle
    c.rotate(-.006 - .3 * away);
    c.scale(1 - .6 * away, 1 - .6 * away);
    c.translate(-90 * away, 130 * away);
    c.drawImage(desk, -width * 1.9, -height * 1.9, width * 3.8, height * 3.8);
    const w = 476, h = w * 810 / 1284;
    c.shadowColor = 'rgb(0 0 0 / .55)';
    c.shadowBlur = 22;
    c.shadowOffsetY = 10;
    c.drawImage(sides[stage.side], -w / 2, -h / 2, w, h);
    c.restore();
  };
  fakes.push({deviceId: 'rear', label: 'Back camera', facing: 'environment', width, height, paint: paintCard},
    {deviceId: 'front', label: 'Front camera', facing: 'user', width, height, paint: (c) => c.drawImage(portrait, 0, 0, width, height)});
};
