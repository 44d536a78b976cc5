/** What a query of the phone's database gives, kept up to date on the screen, also when another tab changes it. */
import { liveQuery } from "dexie";
import { onScopeDispose, shallowRef, type ShallowRef, watch, type WatchSource } from "vue";

export function live<T>(query: () => Promise<T>, first: T, sources: WatchSource[] = []): Readonly<ShallowRef<T>> {
  const value = shallowRef(first);
  let stop = (): void => {};
  const begin = (): void => {
    stop();
    const watching = liveQuery(query).subscribe((found) => (value.value = found));
    stop = () => watching.unsubscribe();
  };
  begin();
  if (sources.length) watch(sources, begin);
  onScopeDispose(() => stop());
  return value;
}
