/** The value of `<script type="application/json" id="…">`: data reach scripts this way, never as code. */
export function readData<T>(id: string | undefined): T | null {
  const element = id ? document.getElementById(id) : null;
  return element?.textContent ? (JSON.parse(element.textContent) as T) : null;
}

/** A colour of the theme by its custom property, so that charts and pages cannot drift apart. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
