/** `<input type="file" data-preview="id">` shows the chosen photos in the element with that id before they are sent. */
export function previewPhotos(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[type=file][data-preview]")) {
    const box = document.getElementById(input.dataset["preview"] ?? "");
    if (box) input.addEventListener("change", () => show({ files: input.files, box }));
  }
}

function show({ files, box }: { files: FileList | null; box: HTMLElement }): void {
  for (const old of box.querySelectorAll("img")) URL.revokeObjectURL(old.src);
  box.replaceChildren(...[...(files ?? [])].map(tile));
}

function tile(file: File): HTMLElement {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = `${file.name} · ${(file.size / 1024 / 1024).toFixed(1)} MB`;
  const image = document.createElement("img");
  image.alt = file.name;
  // A browser that cannot draw the kind (HEIC) still shows its name and size.
  image.addEventListener("error", () => image.remove());
  image.src = URL.createObjectURL(file);
  figure.className = "photo-tile";
  figure.append(image, caption);
  return figure;
}
