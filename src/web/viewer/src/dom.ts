/** The element of index.html with this id. It is a mistake of ours where it is missing. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`index.html has no #${id}`);
  }

  return element as T;
}

/** A new element with a class and children. Strings become text, never markup. */
export function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name, className: string, ...children: (Node | string)[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
}

/**
 * Text that somebody wrote. In an element of its own that is isolated from what stands around it and finds its direction by itself,
 * so that right-to-left text or an override character cannot turn the rest of the line around.
 */
export function userText(className: string, text: string): HTMLElement {
  const element = create('bdi', className);
  element.dir = 'auto';
  element.textContent = text;
  return element;
}
