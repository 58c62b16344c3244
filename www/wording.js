// The words of index.html in the language that is spoken: each text and each attribute that is read is found once, and written anew whenever
// the language changes. Where a sentence has elements inside, the message has numbered tags in their places, and a translation may
// put them elsewhere: "Cancel <1>Esc</1>", "made with <1/> beats".

/** @typedef {{ english: string, write: (text: string) => void }} Piece */

/** What is read of an element beside its text. */
const READ = ['aria-label', 'title', 'placeholder', 'data-tip', 'alt'];

/** What is drawn, or made of other things than words. */
const WORDLESS = ['script', 'style', 'svg', 'canvas', 'input', 'select', 'output', 'noscript'];

/** Whether there is anything to translate: two letters beside each other. @param {string} text */
function hasWords(text) {
  return /\p{L}{2}/u.test(text.replace(/<\/?\d+\/?>/g, ''));
}

/**
 * The pieces of a page, in its order.
 * @param {Element} root
 * @returns {Piece[]}
 */
export function piecesOf(root) {
  /** @type {Piece[]} */
  const pieces = [];
  visit(root);
  return pieces;

  /** @param {Element} element */
  function visit(element) {
    attributes(element);
    if (element.getAttribute('translate') === 'no') return;
    if (element.localName === 'select') for (const option of element.children) visit(option);
    if (WORDLESS.includes(element.localName)) return;
    if (!isSentence(element)) {
      for (const child of element.children) visit(child);
      return;
    }
    const { text, parts } = taken(element);
    if (hasWords(text)) pieces.push({ english: text, write: (words) => put(element, words, parts) });
    // What stands inside of a sentence is written with it; what is read of it beside that is not.
    for (const part of parts) {
      attributes(part);
      if (part.localName === 'select') for (const option of part.children) visit(option);
    }
  }

  /** @param {Element} element */
  function attributes(element) {
    for (const name of READ) {
      const english = element.getAttribute(name);
      if (english && hasWords(english)) pieces.push({ english, write: (text) => element.setAttribute(name, text) });
    }
  }
}

/** Whether text stands in an element itself. @param {Element} element */
function isSentence(element) {
  return [...element.childNodes].some((node) => node.nodeType === 3 && /\p{L}/u.test(node.nodeValue ?? ''));
}

/**
 * An element as a message, with its elements numbered.
 * @param {Element} element
 */
function taken(element) {
  /** @type {Element[]} */
  const parts = [];
  const inside = (/** @type {Element} */ one) => {
    let text = '';
    for (const node of one.childNodes) {
      if (node.nodeType === 3) text += node.nodeValue;
      if (node.nodeType !== 1) continue;
      const part = /** @type {Element} */ (node);
      const nth = parts.push(part);
      const words = WORDLESS.includes(part.localName) || part.getAttribute('translate') === 'no' ? '' : inside(part);
      text += words === '' ? `<${nth}/>` : `<${nth}>${words}</${nth}>`;
    }
    return text;
  };
  const text = inside(element).replace(/\s+/g, ' ').trim();
  return { text, parts };
}

/**
 * Writes a message into an element, its parts where the message has them.
 * @param {Element} element
 * @param {string} words
 * @param {Element[]} parts
 */
function put(element, words, parts) {
  /** @type {{ of: Element, nodes: (Node | string)[] }[]} */
  const open = [{ of: element, nodes: [] }];
  for (const token of words.split(/(<\/?\d+\/?>)/)) {
    const tag = /^<(\/?)(\d+)(\/?)>$/.exec(token);
    const part = tag && parts[Number(tag[2]) - 1];
    const here = open[open.length - 1];
    if (!tag) {
      if (token !== '') here.nodes.push(token);
    } else if (part && tag[3]) here.nodes.push(part);
    else if (part && !tag[1]) {
      here.nodes.push(part);
      open.push({ of: part, nodes: [] });
    } else if (open.length > 1) {
      open.pop();
      here.of.replaceChildren(...here.nodes);
    }
  }
  element.replaceChildren(...open[0].nodes);
}
