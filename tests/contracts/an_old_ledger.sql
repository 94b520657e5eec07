INSERT INTO cadences VALUES ('v1', 'calls', '2026-03-02 09:00:00.000000', '{}');
INSERT INTO prospects (id, email, email_key, variables)
VALUES ('p-1', 'a@x.example', 'a@x.example', '{}');
INSERT INTO enrollments (id, number, prospect_id, cadence, version, exclusivity_group, workflow_id,
                         enrolled_at, variants, state, is_open, seq, fold)
VALUES ('e-1', 1, 'p-1', 'calls', 'v1', 'default', 'w',
        '2026-03-02 09:00:00.000000', '{}', 'active', TRUE, 3, '{}');
INSERT INTO facts VALUES ('e-1', 1, 'enrolled', 'enrolled', '2026-03-02 09:00:00.000000',
 '{"type": "enrolled", "at": "2026-03-02T09:00:00Z", "cadence": "calls", "version": "v1"}', NULL);
INSERT INTO facts VALUES ('e-1', 2, 'task/call', 'task_opened', '2026-03-02 09:00:00.000000',
 '{"type": "task_opened", "at": "2026-03-02T09:00:00Z", "step": "call", "kind": "call"}', NULL);
INSERT INTO facts VALUES ('e-1', 3, 'completed/call', 'task_completed', '2026-03-02 09:00:00.000000',
 '{"type": "task_completed", "at": "2026-03-02T09:00:00Z", "step": "call", "disposition": "busy",
   "by": "ana"}', NULL);
