/** What server and phone say to each other under /api/v1/field/. Instants are ISO 8601 with zone. */

export interface PhotoLimits {
  max_edge: number;
  quality: number;
  max_bytes: number;
}

export interface Me {
  user_id: number;
  username: string;
  display_name: string;
  csrf_token: string;
  server_time: string;
  campaign: { id: number; name: string; start_on: string; end_on: string; is_demo: boolean };
  photo: PhotoLimits;
  chunk_bytes: number;
  unit?: string;
  version?: string;
}

export interface Place {
  id: number;
  number: string | number;
  name: string;
  place_type: string;
  address: string;
  latitude: number | null;
  longitude: number | null;
  subdistrict: string;
  community: string;
  responsible_unit: string;
  keeper: string;
  leader: string;
  open_cases: number;
  last_visit_at: string | null;
}

export interface Threshold {
  amount: number;
  unit: string;
  is_ceiling: boolean;
  is_percent: boolean;
  per: number;
  per_unit: string;
  sample: number;
}

export interface CheckItem {
  id: number;
  code: string;
  framework: string;
  edition: string;
  indicator: string;
  text: string;
  kind: "pass_fail" | "count" | "graded";
  threshold: Threshold | null;
  method: string;
  sampling_rule: string;
  exceptions: string[];
  tip: string;
  grades?: { code: string; name: string }[];
  category_code?: string;
  if_failed?: number[];
  also?: string[];
}

export interface CheckList {
  id: string;
  place_type: string;
  name: string;
  items: CheckItem[];
}

export type VisitKind = "open" | "secret" | "self";

export interface Assignment {
  id: number;
  place_id: number;
  kind: VisitKind;
  planned_at: string | null;
  /** Days: the one it is meant for, and the last one on which it may be made. */
  planned_for?: string | null;
  until: string | null;
  note: string;
}

export type TaskKind = "verify" | "look_back" | "returned";

export interface Task {
  id: number | string;
  number: number | string;
  kind: TaskKind;
  place_id: number | null;
  place_text: string;
  description: string;
  due_at: string | null;
  /** What the unit says it has done, or why it was returned. */
  reason: string;
  photos: string[];
}

export interface Category {
  id: string;
  code: string;
  name: string;
}

export type ChangeKind = "place" | "check_list" | "assignment" | "task" | "category";

export interface Change {
  kind: ChangeKind;
  id: number | string;
  data: Record<string, unknown> | null;
}

export interface Changes {
  cursor: string;
  more: boolean;
  items: Change[];
}

export type PhotoSource = "camera" | "gallery";
export type PhotoStage = "before" | "after";
export type Level = "at_once" | "limited" | "long_term";

export interface Position {
  latitude: number;
  longitude: number;
  accuracy_m: number;
  at: string;
}

export interface PhotoIn {
  sha256: string;
  stage: PhotoStage;
  source: PhotoSource;
  taken_at: string;
  latitude: number | null;
  longitude: number | null;
  accuracy_m: number | null;
}

export interface ObservationIn {
  check_item_id: number;
  /** passed, failed, not_applicable, a grade's code; empty when `counted` says it. */
  result: string;
  counted: number | null;
  extent: number;
  total: number;
  note: string;
}

export interface FindingIn {
  position: number;
  check_item_id: number | null;
  description: string;
  category_code: string;
  level: Level;
  is_fixed_on_spot: boolean;
  photos: PhotoIn[];
}

export interface VisitIn {
  client_id: string;
  place_id: number;
  assignment_id: number | null;
  kind: VisitKind;
  started_at: string;
  finished_at: string;
  position: Position | null;
  observations: ObservationIn[];
  findings: FindingIn[];
  note: string;
}

export interface VisitReceipt {
  client_id: string;
  visit_id: number;
  body_sha256: string;
  submitted_at: string;
  cases: { number: number | string }[];
  is_new: boolean;
}

export interface FileReceipt {
  sha256: string;
  size: number;
  width: number;
  height: number;
  received_at: string;
}
