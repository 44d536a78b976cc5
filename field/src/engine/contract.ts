/**
 * What server and phone say to each other under /api/v1/field/, by the names that the phone uses. The shapes are the server's:
 * schema.ts is made from its schema. Instants are ISO 8601 with zone.
 */
import type { components } from "./schema";

type Shapes = components["schemas"];

export type Me = Shapes["MeOut"] & { may?: ("visit" | "verify" | "rectify")[] };
export type PhotoLimits = Shapes["PhotoLimitsOut"];

export type Place = Shapes["PlaceTold"] & { cases?: PlaceCase[]; history?: PlaceVisit[] };
export type Threshold = Shapes["ThresholdTold"];
export type CheckItem = Shapes["CheckItemTold"];
export type CheckList = Shapes["CheckListTold"];
export type Assignment = Shapes["AssignmentTold"];
export type Category = Shapes["CategoryTold"];

export type Changes = Omit<Shapes["ChangesOut"], "items"> & { items: Change[] };
/** By its `kind` one knows what `data` is; null: gone for this person. */
export type Change =
  | Exclude<Shapes["ChangesOut"]["items"][number], { kind: "task" }>
  | { kind: "task"; id: number | string; data: Task | null };
export type ChangeKind = Change["kind"];

export type VisitKind = Shapes["VisitKind"];
export type PhotoSource = Shapes["EvidenceSource"];
export type PhotoStage = Shapes["EvidenceStage"];
export type Level = Shapes["Level"];
export type Position = Shapes["PositionIn"];
export type PhotoIn = Shapes["PhotoIn"];
/** `result` is passed, failed, not_applicable or a grade's code; empty when `counted` says it. */
export type ObservationIn = Shapes["ObservationIn"];
export type FindingIn = Shapes["FindingIn"];
export type VisitIn = Shapes["VisitIn"];

export type VisitReceipt = Shapes["VisitOut"];
export type FileReceipt = Shapes["FileOut"];

/** An open case at a place. */
export interface PlaceCase {
  number: number;
  description: string;
  state: string;
  due_at: string | null;
}

/** A visit made there earlier. `who` is empty where the inspector is not to be named. */
export interface PlaceVisit {
  at: string;
  kind: VisitKind;
  who: string;
  failed: number;
  cases: number;
}

export type TaskKind = "verify" | "look_back" | "rectify" | "returned" | "retake";
export type MarkShape = "circle" | "box" | "arrow";
/** check: taken by whoever verified or looked back. */
export type CaseStage = "before" | "after" | "check";

/** Drawn on a photograph, in fractions of the upright picture. An arrow points to (x + w, y + h); w, h may be negative. */
export interface Mark {
  shape: MarkShape;
  x: number;
  y: number;
  w: number;
  h: number;
  text: string;
}

export interface TaskPhoto {
  /** What a mark names. 0 where the server did not say. */
  id: number;
  url: string;
  thumb: string;
  stage: CaseStage;
  round: number;
  taken_at: string | null;
  marks: Mark[];
}

export interface Task {
  /** `"<kind>:<number>"`. */
  id: string;
  kind: TaskKind;
  case_id: number;
  number: number;
  place_id: number | null;
  place_text: string;
  description: string;
  /** What was asked of the unit. */
  demand: string;
  due_at: string | null;
  round: number;
  /** What the unit says it has done, or why it was sent back. */
  reason: string;
  who: string;
  asked_at: string | null;
  photos: TaskPhoto[];
}

export type AnswerResult = "passed" | "failed" | "done";

/** A task's answer as it is sent. */
export interface AnswerIn {
  client_id: string;
  task: string;
  case_number: number;
  round: number;
  result: AnswerResult;
  text: string;
  photos: PhotoIn[];
  marks: { photo_id: number; marks: Mark[] }[];
  answered_at: string;
  position: Position | null;
}

export interface AnswerReceipt {
  client_id: string;
  body_sha256: string;
  received_at: string;
  is_new: boolean;
  /** kept: the case had moved on; the answer is kept beside it for a person to settle. */
  outcome: "taken" | "kept";
  told: string;
}
