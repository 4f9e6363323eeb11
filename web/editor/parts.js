// Small helpers for the page's elements.

/** An element with a class, attributes and children. */
export function element(tag, className = "", attributes = {}, children = []) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Put a style into the page, once. */
export function putStyle(id, css) {
  if (document.getElementById(id)) return;
  document.head.append(element("style", "", { id }, [css]));
}

/**
 * Keep a key that the editor answers from the page. What listens further down or up does not hear of it. ComfyUI's own
 * undo does, because it listens at the window since before any extension is loaded; but it looks at the key only in the
 * next frame, so what it finds then is a key that means nothing.
 */
export function hideKey(event) {
  event.stopImmediatePropagation();
  for (const name of ["key", "code"]) Object.defineProperty(event, name, { value: "Unidentified" });
}
