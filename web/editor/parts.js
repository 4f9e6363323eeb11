// Small functions for DOM elements, styles and key events.

/** An element with a class, attributes and children. */
export function element(tag, className = "", attributes = {}, children = []) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Add a style to the page, once. */
export function putStyle(id, css) {
  if (document.getElementById(id)) return;
  document.head.append(element("style", "", { id }, [css]));
}

/**
 * Hide a key event from the page. Stopping it is enough for most listeners, but not for ComfyUI's own undo, which
 * listens on the window since before any extension is loaded. It reads the key only in the next frame, so the event's
 * key is replaced with one that means nothing.
 */
export function hideKey(event) {
  event.stopImmediatePropagation();
  for (const name of ["key", "code"]) Object.defineProperty(event, name, { value: "Unidentified" });
}
