/** A phone with things in it. */
import { createHash } from "node:crypto";

import { beginAnswer } from "../src/engine/answers";
import type { Assignment, CheckItem, CheckList, Change, Mark, PhotoIn, Place, Task, TaskPhoto } from "../src/engine/contract";
import { type AnswerDraft, type Draft, FieldDatabase, type StoredFile } from "../src/engine/database";
import { AnswerKeeper, begin, DraftKeeper, newFinding } from "../src/engine/drafts";
import { Door, type Fetch } from "../src/engine/http";
import { type Ended, type Lock, synchronise, type SyncParts } from "../src/engine/sync";
import { ME } from "./server";

export const NOW = new Date("2017-08-02T09:00:00+08:00");
let databases = 1000;

export function emptyDatabase(): FieldDatabase {
  return new FieldDatabase((databases += 1));
}

export const alone: Lock = (work) => work();

export function partsOf(db: FieldDatabase, send: Fetch, now: () => number = () => NOW.getTime()): SyncParts {
  return { db, door: new Door(send), lock: alone, now };
}

export function sync(db: FieldDatabase, send: Fetch, isAsked = true): Promise<Ended> {
  return synchronise(partsOf(db, send), isAsked);
}

export function place(id: number, told: Partial<Place> = {}): Place {
  return {
    id,
    number: `P${id}`,
    name: `点位${id}`,
    place_type: "market",
    address: "宣化街",
    latitude: 35.08,
    longitude: 112.58,
    subdistrict: "东方红街道",
    community: "",
    responsible_unit: "东方红街道",
    keeper: "",
    leader: "",
    open_cases: 0,
    last_visit_at: null,
    cases: [],
    history: [],
    ...told,
  };
}

export function item(id: number, told: Partial<CheckItem> = {}): CheckItem {
  return {
    id,
    code: `C${id}`,
    framework: "全国文明城市",
    edition: "2017",
    indicator: "环境卫生",
    text: "无暴露垃圾",
    kind: "pass_fail",
    threshold: null,
    method: "observation",
    sampling_rule: "",
    exceptions: [],
    tip: "",
    grades: [],
    category_code: "",
    if_failed: [],
    also: [],
    ...told,
  };
}

export function assignment(id: number, placeId: number, told: Partial<Assignment> = {}): Assignment {
  const days = { planned_at: null, planned_for: null, until: null };
  return { id, place_id: placeId, kind: "open", ...days, note: "", ...told };
}

export function list(...items: CheckItem[]): CheckList {
  return { id: "market", place_type: "market", name: "集贸市场", items };
}

export async function draftAt(
  db: FieldDatabase,
  at: Place,
  given: CheckList = list(item(1), item(2)),
): Promise<Draft> {
  await db.place.put(at);
  await db.checkList.put(given);
  return (await begin(db, { placeId: at.id, kind: "open", now: NOW }))!;
}

/** Bytes that are the same for the same words; their SHA-256 is real. */
export function photo(words: string, size = 150): { file: StoredFile; photo: PhotoIn } {
  const bytes = new Uint8Array(Buffer.from(words.repeat(Math.ceil(size / words.length)).slice(0, size)));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const kept_at = NOW.toISOString();
  const name = "photo.jpg";
  return {
    file: { sha256, name, bytes: bytes.buffer, size, kept_at, state: "waiting", receipt: null, message: "" },
    photo: {
      sha256,
      stage: "before",
      source: "camera",
      taken_at: kept_at,
      latitude: null,
      longitude: null,
      accuracy_m: null,
    },
  };
}

/** A visit at the place with one fault and photographs, ready to be handed in. */
export async function filled(db: FieldDatabase, at: Place, photos: ReturnType<typeof photo>[]): Promise<Draft> {
  const draft = await draftAt(db, at);
  draft.answers[1] = { result: "failed", counted: null, extent: 0, total: 0, note: "" };
  draft.findings = [{ ...newFinding(1), description: "门口有垃圾", photos: photos.map((one) => one.photo) }];
  await new DraftKeeper(db).save(draft, photos.map((one) => one.file));
  return draft;
}

export function task(id: string, told: Partial<Task> = {}): Task {
  return {
    id,
    kind: "verify",
    case_id: 12,
    number: 20170012,
    place_id: 1,
    place_text: "点位1",
    description: "门口有垃圾",
    demand: "清理",
    due_at: null,
    round: 1,
    reason: "",
    who: "督导一组",
    asked_at: null,
    photos: [],
    ...told,
  };
}

export function told(one: Task): Change {
  return { kind: "task", id: one.id, data: one };
}

export function taskPhoto(id: number, told: Partial<TaskPhoto> = {}): TaskPhoto {
  const at = `/photos/${id}`;
  return { id, url: `${at}/display`, thumb: `${at}/thumbnail`, stage: "before", round: 1, taken_at: null, marks: [], ...told };
}

export const MARK: Mark = { shape: "circle", x: 0.1, y: 0.1, w: 0.2, h: 0.2, text: "垃圾" };

interface Said {
  result?: AnswerDraft["result"];
  text?: string;
  photos?: ReturnType<typeof photo>[];
  marks?: AnswerDraft["marks"];
}

/** The draft of a task's answer, with what was said so far written down. */
export async function answered(db: FieldDatabase, taskId: string, { photos = [], ...said }: Said): Promise<AnswerDraft> {
  const begun = (await beginAnswer(db, taskId, NOW))!;
  const draft = { ...begun, ...said, photos: photos.map((one) => one.photo) };
  await new AnswerKeeper(db).save(draft, photos.map((one) => one.file));
  return draft;
}

export const SIGNED_IN = ME;
