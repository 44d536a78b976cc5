/** Finds places by any words of name, number, address or unit, with no network. */
import type { Place } from "./contract";

/** Full-width letters and capitals are the same as plain ones. */
export function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

export function findPlaces(places: Place[], query: string): Place[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (!words.length) return places;
  return places.filter((place) => {
    const text = haystack(place);
    return words.every((word) => text.includes(word));
  });
}

function haystack(place: Place): string {
  return plain(
    [
      place.number,
      place.name,
      place.address,
      place.subdistrict,
      place.community,
      place.responsible_unit,
      place.keeper,
      place.leader,
    ].join("\n"),
  );
}
