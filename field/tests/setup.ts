/** What a browser has and Node lacks: a database and an address. */
import "fake-indexeddb/auto";

Object.defineProperty(globalThis, "location", { value: new URL("https://phone.test/field/"), configurable: true });
