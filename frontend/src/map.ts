/**
 * A map of places. A page holds `<div data-map="id">` and GeoJSON in `<script type="application/json" id="id">`
 * (the template part `_parts/map.html` writes both, and the equal list).
 * Nothing is asked of another host unless `data-tiles` names a tile service (a setting of the installation).
 */
import L from "leaflet";
import "leaflet/dist/leaflet.css";
import "./theme/map.css";
import type { Feature, FeatureCollection, Point } from "geojson";

import { colour, readData } from "./data";

interface Facts {
  /** What the list says of the same place. */
  name: string;
  state: string;
  tone: string;
  address?: string;
  /** Address of the place's own page, on this host. */
  href?: string;
}

function popup(facts: Facts): HTMLElement {
  const box = document.createElement("div");
  const name = document.createElement(facts.href ? "a" : "strong");
  name.textContent = facts.name;
  if (facts.href) name.setAttribute("href", facts.href);
  const more = document.createElement("div");
  more.textContent = [facts.state, facts.address].filter(Boolean).join(" · ");
  box.append(name, more);
  return box;
}

function marker(feature: Feature<Point, Facts>, at: L.LatLng): L.Layer {
  return L.circleMarker(at, {
    radius: 7,
    weight: 2,
    color: "#fff",
    fillColor: colour(`tone-${feature.properties.tone}`) || colour("tone-plain"),
    fillOpacity: 0.95,
  });
}

function draw(box: HTMLElement): void {
  const places = readData<FeatureCollection<Point, Facts>>(box.dataset["map"]);
  if (!places) return;
  box.classList.add("is-drawn");
  const map = L.map(box, { zoomControl: true, zoomSnap: 0.25, attributionControl: Boolean(box.dataset["tiles"]) });
  if (box.dataset["tiles"]) {
    L.tileLayer(box.dataset["tiles"], { maxZoom: 18, attribution: box.dataset["credit"] ?? "" }).addTo(map);
  }
  const outline = readData<FeatureCollection>(box.dataset["outline"]);
  const border = outline
    ? L.geoJSON(outline, {
        interactive: false,
        style: { color: colour("tone-parked"), weight: 1, fillColor: colour("ground-grey"), fillOpacity: 1 },
      }).addTo(map)
    : null;
  const layer = L.geoJSON(places, {
    pointToLayer: (feature, at) => marker(feature as Feature<Point, Facts>, at),
    onEachFeature: (feature, drawn) => {
      const facts = feature.properties as Facts;
      drawn.bindPopup(popup(facts)).bindTooltip(facts.name);
      link({ box, map, drawn, id: feature.id });
    },
  }).addTo(map);
  const bounds = border?.getBounds() ?? layer.getBounds();
  if (bounds.isValid()) map.fitBounds(bounds.pad(0.06), { maxZoom: 16, animate: false });
  L.control.scale({ imperial: false }).addTo(map);
}

/** A line of the list with `data-place="7"` shows place 7 on the map when the pointer or the keyboard reaches it. */
function link({ box, map, drawn, id }: { box: HTMLElement; map: L.Map; drawn: L.Layer; id: unknown }): void {
  const row = box.closest("[data-map-part]")?.querySelector(`[data-place="${CSS.escape(String(id))}"]`);
  if (!row || !(drawn instanceof L.CircleMarker)) return;
  const show = () => {
    drawn.openTooltip();
    if (!map.getBounds().contains(drawn.getLatLng())) map.panTo(drawn.getLatLng(), { animate: false });
  };
  row.addEventListener("mouseenter", show);
  row.addEventListener("focusin", show);
  row.addEventListener("mouseleave", () => drawn.closeTooltip());
  row.addEventListener("focusout", () => drawn.closeTooltip());
}

for (const box of document.querySelectorAll<HTMLElement>("[data-map]")) draw(box);
