-- What reports count, once more and another way: from the facts alone, in DuckDB's SQL.
-- `facts` has enrollment_id, seq, type, at and the body as JSON; `touch` and `person` come out.

CREATE OR REPLACE TEMP VIEW fact AS
SELECT *, body ->> 'step' AS step FROM facts;

CREATE OR REPLACE TEMP VIEW enrolled AS
SELECT enrollment_id, told_at AS enrolled_at, body ->> 'cadence' AS cadence,
       body ->> 'version' AS version, body ->> 'country' AS country, body ->> 'owner' AS owner,
       date_trunc('week', told_at)::DATE AS week, told_at::DATE AS came_on
FROM fact WHERE type = 'enrolled';

CREATE OR REPLACE TEMP VIEW ended AS
SELECT enrollment_id, told_at AS ended_at FROM fact WHERE type = 'ended';

CREATE OR REPLACE TEMP VIEW played AS
SELECT enrollment_id, step,
       max_by(body, seq) FILTER (type = 'touch_planned') AS plan,
       any_value(told_at) FILTER (type = 'touch_performed') AS performed_at,
       any_value(told_at) FILTER (type = 'touch_in_doubt') AS in_doubt_at,
       any_value(told_at) FILTER (type = 'task_opened') AS opened_at,
       any_value(body) FILTER (type = 'task_opened') AS task,
       any_value(told_at) FILTER (type = 'task_completed') AS completed_at,
       any_value(body) FILTER (type = 'task_completed') AS done,
       any_value(told_at) FILTER (type = 'touch_skipped') AS skipped_at,
       any_value(body) FILTER (type = 'touch_skipped') AS skip,
       any_value(body ->> 'mailbox')
           FILTER (type IN ('touch_performed', 'touch_in_doubt')) AS mailbox,
       count(*) FILTER (type = 'engagement' AND body ->> 'kind' = 'open') AS opens,
       count(*) FILTER (type = 'engagement' AND body ->> 'kind' = 'click') AS clicks,
       count(*) FILTER (type = 'engagement' AND body ->> 'kind' = 'machine_click') AS machines
FROM fact WHERE step IS NOT NULL AND type != 'reply' GROUP BY ALL;

CREATE OR REPLACE TEMP VIEW bounced AS
SELECT b.enrollment_id, max_by(p.step, p.performed_at) AS step
FROM fact b JOIN played p ON p.enrollment_id = b.enrollment_id AND p.performed_at <= b.told_at
WHERE b.type = 'bounce' GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE fated AS
SELECT p.*, plan ->> 'channel' AS channel, plan ->> 'variant' AS variant,
       coalesce(done ->> 'by', task ->> 'owner', owner) AS rep,
       CASE
           WHEN b.step IS NOT NULL THEN 'bounced'
           WHEN done ->> 'disposition' IN ('no_answer', 'busy', 'gatekeeper') THEN 'unreached'
           WHEN done ->> 'disposition' = 'wrong_number' THEN 'bounced'
           WHEN coalesce(completed_at, performed_at) IS NOT NULL THEN 'delivered'
           WHEN skipped_at IS NOT NULL THEN 'skipped'
           WHEN in_doubt_at IS NOT NULL THEN 'in_doubt'
           WHEN opened_at IS NOT NULL AND ended_at IS NULL THEN 'open'
           WHEN opened_at IS NOT NULL THEN 'skipped'
           WHEN ended_at IS NULL THEN 'waiting'
           ELSE 'called_off'
       END AS fate,
       coalesce(completed_at, performed_at, in_doubt_at, opened_at,
                (plan ->> 'due_at')::TIMESTAMPTZ) AS moment
FROM played p
JOIN enrolled USING (enrollment_id)
LEFT JOIN ended USING (enrollment_id)
LEFT JOIN bounced b ON b.enrollment_id = p.enrollment_id AND b.step = p.step;

CREATE OR REPLACE TEMP VIEW answer AS
SELECT r.enrollment_id, r.told_at, r.body ->> 'to_step' AS step,
       coalesce(
           (SELECT max_by(c.body ->> 'reply_class', c.seq) FROM fact c
            WHERE c.type = 'reply_corrected' AND c.enrollment_id = r.enrollment_id
              AND c.body ->> 'reply' = r.body ->> 'source_id'),
           r.body ->> 'reply_class') AS class
FROM fact r WHERE r.type = 'reply'
UNION ALL
SELECT enrollment_id, told_at, step, CASE body ->> 'disposition'
           WHEN 'meaningful_conversation' THEN 'positive'
           WHEN 'connected' THEN 'neutral'
           WHEN 'not_interested' THEN 'negative' END
FROM fact WHERE type = 'task_completed'
  AND body ->> 'disposition' IN ('meaningful_conversation', 'connected', 'not_interested');

CREATE OR REPLACE TEMP VIEW event AS
SELECT enrollment_id, told_at, step, 'reply' AS what, class FROM answer
WHERE class IN ('positive', 'neutral', 'negative', 'unclassified')
UNION ALL
SELECT enrollment_id, told_at, step, 'away', NULL FROM answer WHERE class = 'out_of_office'
UNION ALL
SELECT enrollment_id, min(told_at), NULL, type, NULL FROM fact
WHERE type IN ('meeting_booked', 'opt_out', 'opportunity_opened', 'opportunity_won')
GROUP BY enrollment_id, type;

CREATE OR REPLACE TEMP TABLE earned AS
SELECT e.*, coalesce(
    (SELECT any_value(f.step) FROM fated f WHERE f.enrollment_id = e.enrollment_id
       AND f.step = e.step AND f.fate = 'delivered'),
    (SELECT max_by(f.step, f.moment) FROM fated f WHERE f.enrollment_id = e.enrollment_id
       AND f.fate = 'delivered' AND f.moment <= e.told_at)) AS touch
FROM event e;

CREATE OR REPLACE TEMP VIEW result AS
SELECT enrollment_id, touch AS step,
       min_by(class, told_at) FILTER (what = 'reply') AS class,
       bool_or(what = 'away') AS is_away,
       bool_or(what = 'meeting_booked') AS has_met,
       bool_or(what = 'opportunity_opened' OR what = 'opportunity_won') AS has_opportunity,
       bool_or(what = 'opportunity_won') AS is_won,
       bool_or(what = 'opt_out') AS is_out,
       min(told_at) FILTER (what != 'away') AS first_at
FROM earned WHERE touch IS NOT NULL GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE touch AS
SELECT f.step, cadence, version, channel, variant, rep, mailbox, country, week, fate,
       (isodow(moment AT TIME ZONE (plan ->> 'timezone')) - 1)::INTEGER AS weekday,
       hour(moment AT TIME ZONE (plan ->> 'timezone'))::INTEGER AS hour,
       (moment AT TIME ZONE (plan ->> 'timezone'))::DATE AS day,
       coalesce(date_sub('second', moment, first_at) // 86400 <= $window, TRUE) AS in_time,
       CASE WHEN skip ->> 'reason' = 'overdue' THEN TRUE
            ELSE coalesce(completed_at > (task ->> 'due_at')::TIMESTAMPTZ, FALSE) END AS is_late,
       class, is_away, has_met, has_opportunity, is_won, is_out, opens, clicks, machines
FROM fated f JOIN enrolled USING (enrollment_id)
LEFT JOIN result r ON r.enrollment_id = f.enrollment_id AND r.step = f.step
WHERE fate != 'called_off' AND (fate != 'waiting' OR day <= $today);

CREATE OR REPLACE TEMP VIEW delivered AS
SELECT enrollment_id, moment FROM fated WHERE fate = 'delivered';

CREATE OR REPLACE TEMP TABLE person AS
SELECT n.*,
       EXISTS (FROM delivered d WHERE d.enrollment_id = n.enrollment_id) AS is_touched,
       (SELECT min_by(class, told_at) FROM event e
        WHERE e.enrollment_id = n.enrollment_id AND what = 'reply') AS class,
       EXISTS (FROM event e WHERE e.enrollment_id = n.enrollment_id
               AND what = 'meeting_booked') AS has_met,
       EXISTS (FROM event e WHERE e.enrollment_id = n.enrollment_id
               AND what IN ('opportunity_opened', 'opportunity_won')) AS has_opportunity,
       EXISTS (FROM event e WHERE e.enrollment_id = n.enrollment_id
               AND what = 'opportunity_won') AS is_won,
       (SELECT count(*) FROM delivered d WHERE d.enrollment_id = n.enrollment_id
        AND d.moment <= r.replied_at) AS touches,
       date_sub('second', (SELECT min(moment) FROM delivered d
                           WHERE d.enrollment_id = n.enrollment_id), r.replied_at) // 86400 AS days
FROM enrolled n LEFT JOIN (
    SELECT enrollment_id, min(told_at) AS replied_at FROM event WHERE what = 'reply' GROUP BY ALL
) r USING (enrollment_id);

CREATE OR REPLACE TEMP VIEW performed AS
SELECT enrollment_id, step, coalesce(completed_at, performed_at) AS done_at, plan ->> 'variant' AS variant
FROM played WHERE coalesce(completed_at, performed_at) IS NOT NULL;

CREATE OR REPLACE TEMP VIEW armed AS
SELECT enrollment_id, done_at, unnest(string_split(variant, ', ')) AS arm FROM performed;

CREATE OR REPLACE TEMP TABLE exposure AS
SELECT *, n.cadence, n.enrolled_at,
       (SELECT min(told_at) FROM event e WHERE e.enrollment_id = x.enrollment_id
        AND e.told_at >= reached_at AND (class = 'positive' OR what = 'meeting_booked')) AS positive,
       (SELECT min(told_at) FROM event e WHERE e.enrollment_id = x.enrollment_id
        AND e.told_at >= reached_at AND what IN ('reply', 'meeting_booked')) AS reply,
       (SELECT min(told_at) FROM event e WHERE e.enrollment_id = x.enrollment_id
        AND e.told_at >= reached_at AND what = 'meeting_booked') AS meeting
FROM (
    SELECT enrollment_id, split_part(arm, '/', 1) AS experiment,
           min_by(split_part(arm, '/', 2), done_at) AS arm, min(done_at) AS reached_at
    FROM armed GROUP BY ALL
) x JOIN enrolled n USING (enrollment_id);

CREATE OR REPLACE TEMP TABLE course AS
SELECT n.enrollment_id, n.cadence, n.came_on, ended_at::DATE AS ended_on,
       (SELECT min(told_at)::DATE FROM event e WHERE e.enrollment_id = n.enrollment_id
        AND (class = 'positive' OR what = 'meeting_booked')) AS answered_on,
       (SELECT min(told_at)::DATE FROM event e WHERE e.enrollment_id = n.enrollment_id
        AND what = 'meeting_booked') AS met_on
FROM enrolled n LEFT JOIN ended USING (enrollment_id);

CREATE OR REPLACE TEMP VIEW standing AS
SELECT day::DATE AS day, cadence, met_on,
       CASE WHEN answered_on <= day AND day < answered_on + 42 THEN 'answered'
            WHEN ended_on <= day THEN 'ended'
            ELSE coalesce((SELECT max_by(step, done_at) FROM performed p
                           WHERE p.enrollment_id = c.enrollment_id
                             AND p.done_at::DATE <= day), 'start')
       END AS stage
FROM course c
CROSS JOIN generate_series(DATE '2026-01-01', DATE '2026-06-30', INTERVAL 7 DAY) AS days(day)
WHERE came_on <= day AND coalesce(met_on > day, TRUE)
  AND (coalesce(ended_on + 42 > day, TRUE)
       OR coalesce(answered_on <= day AND day < answered_on + 42, FALSE));
