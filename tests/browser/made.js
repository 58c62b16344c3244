// Files of other makers, made up for the tests: nothing of anybody's heart is in them.

/** A beat of sorts every second, in µV. @param {number} second */
const wave = (second) => 900 * Math.exp(-(((second % 1) - 0.4) ** 2) / 0.0004) + 40 * Math.sin(second * 7);

/**
 * As an Apple Watch exports an ECG where the system speaks Italian: a header, then a number a row with a decimal comma.
 * @param {number} seconds
 */
export function watch(seconds) {
  const head = [
    'Nome,Mario Rossi',
    'Data di nascita,01 gen 1980',
    'Data di registrazione,2024-03-05 10:11:12 +0100',
    'Classificazione,Ritmo sinusale',
    'Sintomi,',
    'Versione software,1.90',
    'Dispositivo,"Watch6,1"',
    'Frequenza di campionamento,512 hertz',
    '',
    '',
    'Derivazione,Derivazione I',
    'Unità,µV',
    '',
  ];
  const rows = Array.from({ length: 512 * seconds }, (_, i) => wave(i / 512).toFixed(3).replace('.', ','));
  return `${[...head, ...rows].join('\n')}\n`;
}

/**
 * An EDF file of one ECG at 200 Hz and one breathing belt at 20 Hz, in records of a second.
 * @param {number} seconds
 */
export function edf(seconds) {
  const signals = [
    { label: 'ECG', unit: 'uV', low: -3276.8, high: 3276.7, samples: 200, at: (/** @type {number} */ t) => 10 * wave(t) },
    { label: 'Resp', unit: 'mV', low: -327.68, high: 327.67, samples: 20, at: (/** @type {number} */ t) => 1000 * Math.sin(t) },
  ];
  const pad = (/** @type {string | number} */ text, /** @type {number} */ width) => String(text).padEnd(width);
  const each = (/** @type {(signal: typeof signals[number]) => string | number} */ field, /** @type {number} */ width) => signals.map((signal) => pad(field(signal), width)).join('');
  const head =
    pad('0', 8) + pad('X X X X', 80) + pad('Startdate 08-MAY-2014 X X X', 80) + '08.05.14' + '05.05.15' + pad(256 * 3, 8) + pad('', 44) + pad(seconds, 8) + pad(1, 8) + pad(2, 4) +
    each(({ label }) => label, 16) + each(() => '', 80) + each(({ unit }) => unit, 8) + each(({ low }) => low, 8) + each(({ high }) => high, 8) +
    each(() => -32768, 8) + each(() => 32767, 8) + each(() => '', 80) + each(({ samples }) => samples, 8) + each(() => '', 32);
  const body = Buffer.alloc(seconds * 2 * 220);
  let place = 0;
  for (let second = 0; second < seconds; second++) {
    for (const { samples, at } of signals) {
      for (let i = 0; i < samples; i++) place = body.writeInt16LE(Math.round(at(second + i / samples)), place);
    }
  }
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/**
 * A zip archive whose files are stored as they are.
 * @param {[string, Uint8Array][]} files
 */
export function zip(files) {
  /** @type {Buffer[]} */
  const parts = [];
  /** @type {Buffer[]} */
  const index = [];
  let place = 0;
  for (const [name, bytes] of files) {
    // Version, flags, method, time, date; then what follows the same in both places.
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x5821, 8);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(bytes.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name, 'latin1'), bytes]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(place, 10);
    index.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, rest, Buffer.from(name, 'latin1')]));
    parts.push(local);
    place += local.length;
  }
  const directory = Buffer.concat(index);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(place, 16);
  return Buffer.concat([...parts, directory, end]);
}

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
