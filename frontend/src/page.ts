/** What every page loads: the theme, and small helps for things that already work without script. */
import "@tabler/core/dist/css/tabler.min.css";
import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/shell.css";
import "./theme/states.css";
import "./theme/parts.css";
import "./theme/check.css";
import "./theme/marks.css";
import "./theme/print.css";
import "./theme/paper.css";

import { askBeforeHarm } from "./ask";
import { markPhotos } from "./marks";
import { closeMenus } from "./menus";
import { offerNear } from "./near";
import { previewPhotos } from "./photos";
import { selectRows } from "./rows";

function start(root: ParentNode): void {
  previewPhotos(root);
  markPhotos(root);
  selectRows(root);
  offerNear(root);
}

closeMenus();
askBeforeHarm();
start(document);
document.body.addEventListener("htmx:load", (event) => {
  if (event.target instanceof Element) start(event.target);
});
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
});
