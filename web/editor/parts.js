// Small helpers for the page's elements.

/** An element with a class, attributes and children. */
export function element(tag, className = "", attributes = {}, children = []) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Keep the page's own undo away while this element has the focus. ComfyUI listens for Ctrl+Z before anything on the
 * page can stop the event, and passes over it only where a text area has the focus, which it tells by this property.
 */
export function keepOwnHistory(made) {
  Object.defineProperty(made, "type", { value: "textarea", configurable: true });
  return made;
}
