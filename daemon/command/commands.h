#pragma once
/* Every command, in the order in which help lists them: COMMAND(NAME) stands for `const CliCommand cmd_NAME`,
 * HEADING(TEXT) for what stands over the next ones. */

#include "cli/command.h"

#define COMMANDS                                                                                             \
        HEADING("Questions")                                                                                 \
        COMMAND(clock)                                                                                       \
        COMMAND(identifier)                                                                                  \
        COMMAND(compare)                                                                                     \
        COMMAND(template_render)                                                                             \
        HEADING("Governance")                                                                                \
        COMMAND(init)                                                                                        \
        COMMAND(doctor)                                                                                      \
        COMMAND(check)                                                                                       \
        COMMAND(migrate)                                                                                     \
        COMMAND(status)                                                                                      \
        COMMAND(key_new)                                                                                     \
        COMMAND(key_change)                                                                                  \
        COMMAND(map_check)                                                                                   \
        COMMAND(map_triggers)                                                                                \
        COMMAND(map_draft)                                                                                   \
        COMMAND(map_accept)                                                                                  \
        COMMAND(subject_show)                                                                                \
        HEADING("Retention")                                                                                 \
        COMMAND(retention_forecast)                                                                          \
        COMMAND(retention_explain)                                                                           \
        COMMAND(retention_plan)                                                                              \
        COMMAND(retention_approve)                                                                           \
        COMMAND(retention_run)                                                                               \
        COMMAND(retention_show)                                                                              \
        COMMAND(retention_stop)                                                                              \
        COMMAND(retention_verify)                                                                            \
        COMMAND(retention_decide)                                                                            \
        COMMAND(retention_certificate)                                                                       \
        COMMAND(retention_changes)                                                                           \
        COMMAND(retention_replay)                                                                            \
        COMMAND(retention_findings)                                                                          \
        COMMAND(retention_answer)                                                                            \
        COMMAND(retention_confirm)                                                                           \
        HEADING("Holds")                                                                                     \
        COMMAND(hold_add)                                                                                    \
        COMMAND(hold_list)                                                                                   \
        COMMAND(hold_show)                                                                                   \
        COMMAND(hold_review)                                                                                 \
        COMMAND(hold_release)                                                                                \
        COMMAND(hold_bases)                                                                                  \
        HEADING("Requests")                                                                                  \
        COMMAND(request_new)                                                                                 \
        COMMAND(request_wishes)                                                                              \
        COMMAND(request_give)                                                                                \
        COMMAND(request_next)                                                                                \
        COMMAND(request_list)                                                                                \
        COMMAND(request_show)                                                                                \
        COMMAND(request_clock)                                                                               \
        COMMAND(request_identity)                                                                            \
        COMMAND(request_authority)                                                                           \
        COMMAND(request_understanding)                                                                       \
        COMMAND(request_child)                                                                               \
        COMMAND(request_concern)                                                                             \
        COMMAND(request_weigh)                                                                               \
        COMMAND(request_requester)                                                                           \
        COMMAND(request_gates)                                                                               \
        COMMAND(request_clarify)                                                                             \
        COMMAND(request_answer)                                                                              \
        COMMAND(request_extend)                                                                              \
        COMMAND(request_promise)                                                                             \
        COMMAND(request_told)                                                                                \
        COMMAND(request_collect)                                                                             \
        COMMAND(request_items)                                                                               \
        COMMAND(request_opinion)                                                                             \
        COMMAND(request_decide)                                                                              \
        COMMAND(request_review)                                                                              \
        COMMAND(request_approve)                                                                             \
        COMMAND(request_render)                                                                              \
        COMMAND(request_release)                                                                             \
        COMMAND(request_refuse)                                                                              \
        COMMAND(request_withdraw)                                                                            \
        COMMAND(request_figures)                                                                             \
        HEADING("Accuracy")                                                                                  \
        COMMAND(accuracy_sweep)                                                                              \
        COMMAND(accuracy_report)                                                                             \
        COMMAND(accuracy_discrepancies)                                                                      \
        COMMAND(accuracy_decide)                                                                             \
        HEADING("Notices")                                                                                   \
        COMMAND(notice_due)                                                                                  \
        COMMAND(notice_discover)                                                                             \
        COMMAND(notice_compose)                                                                              \
        COMMAND(notice_show)                                                                                 \
        COMMAND(notice_preview)                                                                              \
        COMMAND(notice_check)                                                                                \
        COMMAND(delivery_list)                                                                               \
        COMMAND(delivery_show)                                                                               \
        COMMAND(document_list)                                                                               \
        COMMAND(document_strays)                                                                             \
        COMMAND(document_abandon)                                                                            \
        HEADING("Ledger")                                                                                    \
        COMMAND(ledger_verify)                                                                               \
        COMMAND(ledger_show)                                                                                 \
        COMMAND(ledger_prove)                                                                                \
        COMMAND(ledger_checkpoint)                                                                           \
        COMMAND(ledger_key)                                                                                  \
        HEADING("Jobs")                                                                                      \
        COMMAND(job_list)                                                                                    \
        COMMAND(job_show)                                                                                    \
        COMMAND(job_retry)                                                                                   \
        COMMAND(job_discard)

#define HEADING(text)
#define COMMAND(name) extern const CliCommand cmd_##name;
COMMANDS
#undef COMMAND
#undef HEADING

extern const CliRow commands[];
