/** Tasks as the phone shows them: read out of the feed, sorted, and what a person may answer. */
import type { AnswerResult, CaseStage, Mark, MarkShape, Me, Task, TaskKind, TaskPhoto } from "./contract";

/** In the order of the list: what was sent back to the holder's own unit comes before what he looks at for others. */
export const TASK_KINDS: TaskKind[] = ["returned", "rectify", "retake", "verify", "look_back"];
/** How it was, what the unit showed, what was seen by whoever came to look. */
export const STAGES: CaseStage[] = ["before", "after", "check"];
const SHAPES: MarkShape[] = ["circle", "box", "arrow"];

/** A task out of the feed. Servers before told fewer fields, numbers for ids and mere addresses of photographs. */
export function taskOf(id: number | string, data: Record<string, unknown>): Task {
  return {
    id: String(id),
    kind: kindOf(data["kind"]),
    case_id: numberIn(data["case_id"]),
    number: Number(data["number"]) || 0,
    place_id: typeof data["place_id"] === "number" ? data["place_id"] : null,
    place_text: textIn(data["place_text"]),
    description: textIn(data["description"]),
    demand: textIn(data["demand"]),
    due_at: momentIn(data["due_at"]),
    round: numberIn(data["round"], 1),
    reason: textIn(data["reason"]),
    who: textIn(data["who"]),
    asked_at: momentIn(data["asked_at"]),
    photos: listIn(data["photos"]).map(photoOf),
  };
}

function photoOf(given: unknown): TaskPhoto {
  if (typeof given === "string") return { ...NO_PHOTO, url: given, thumb: given };
  const data = (given ?? {}) as Record<string, unknown>;
  const url = textIn(data["url"]);
  return {
    id: numberIn(data["id"]),
    url,
    thumb: textIn(data["thumb"]) || url,
    stage: STAGES.find((stage) => stage === data["stage"]) ?? "after",
    round: numberIn(data["round"]),
    taken_at: momentIn(data["taken_at"]),
    marks: listIn(data["marks"]).filter(isMark),
  };
}

const NO_PHOTO: TaskPhoto = { id: 0, url: "", thumb: "", stage: "after", round: 0, taken_at: null, marks: [] };

function kindOf(given: unknown): TaskKind {
  return TASK_KINDS.find((kind) => kind === given) ?? "verify";
}

function textIn(given: unknown): string {
  return typeof given === "string" ? given : "";
}

function numberIn(given: unknown, otherwise = 0): number {
  return typeof given === "number" ? given : otherwise;
}

function momentIn(given: unknown): string | null {
  return typeof given === "string" && given ? given : null;
}

function listIn(given: unknown): unknown[] {
  return Array.isArray(given) ? given : [];
}

function isMark(given: unknown): given is Mark {
  const mark = given as Partial<Mark> | null;
  const numbers = [mark?.x, mark?.y, mark?.w, mark?.h];
  return SHAPES.some((shape) => shape === mark?.shape) && numbers.every((one) => Number.isFinite(one));
}

/** A server before this one tells tasks, but takes no answers to them: those are closed on the case's page. */
export function isAnswerable(task: Task): boolean {
  return task.id.includes(":");
}

/** What may be said to a task of this kind; one result needs no question. */
export function resultsOf(kind: TaskKind): AnswerResult[] {
  return kind === "verify" || kind === "look_back" ? ["passed", "failed"] : ["done"];
}

export interface TaskGroup {
  kind: TaskKind;
  tasks: Task[];
}

/** By kind; within one what is due first comes first, what has no time last. */
export function groupedTasks(tasks: Task[]): TaskGroup[] {
  const byTime = [...tasks].sort(
    (one, other) => dueMs(one) - dueMs(other) || one.number - other.number || one.id.localeCompare(other.id),
  );
  return TASK_KINDS.map((kind) => ({ kind, tasks: byTime.filter((task) => task.kind === kind) })).filter(
    ({ tasks: found }) => found.length,
  );
}

function dueMs({ due_at }: Task): number {
  return due_at ? Date.parse(due_at) : Number.MAX_SAFE_INTEGER;
}

export type Urgency = "late" | "soon" | "later";
const SOON_MS = 24 * 3_600_000;

export function urgencyOf({ due_at }: Pick<Task, "due_at">, now: number): Urgency {
  if (!due_at) return "later";
  const left = Date.parse(due_at) - now;
  if (left < 0) return "late";
  return left < SOON_MS ? "soon" : "later";
}

/** One side of the case, the newest round before the older ones. */
export function photosAt(task: Task, stage: CaseStage): TaskPhoto[] {
  return task.photos.filter((photo) => photo.stage === stage).sort((one, other) => other.round - one.round);
}

/** The word for a result, which is another one for each kind of task. */
export function saidOf(kind: TaskKind, result: AnswerResult) {
  if (kind === "verify") return result === "passed" ? "said.qualified" : "said.unqualified";
  if (kind === "look_back") return result === "passed" ? "said.holds" : "said.relapsed";
  return kind === "retake" ? "said.retaken" : "said.rectified";
}

/** A unit's officer has tasks to answer, but no visits to make. A server before this one let nobody else in. */
export function mayVisit(me: Me | undefined): boolean {
  return (me as Partial<Me> | undefined)?.may?.includes("visit") ?? true;
}
