/* The NHS Personal Demographics Service, asked for one FHIR Patient a number. The bearer token is the systemd
 * credential that the source names; a credential "SOURCE-ca" holds the certificates to trust instead of the
 * system's. */
#include "agency/agency.h"
#include "agency/fhir-patient.h"
#include "base/credential.h"
#include "base/error.h"
#include "base/text.h"
#include "model/identifier.h"
#include "net/http.h"

#include <string.h>

/* Well under a job's lease, with a request's own time on top: however slow an agency is, the worker is heard
 * of before its job is given to another. */
#define PDS_BATCH_MS 30000

typedef struct Pds {
        const Source *source;
        Date on;
        Http *http;
        char *token;
} Pds;

static void pds_close(void *own) {
        Pds *pds = own;
        http_close(pds->http);
        credential_free(pds->token);
        free(pds);
}
DEFINE_CLEANUP(Pds *, pds_close)

static int pds_open(const Source *source, Date on, void **ret) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        _cleanup_(pds_closep) Pds *pds = calloc(1, sizeof *pds);
        if (!pds)
                return err_origin(-ENOMEM);
        *pds = (Pds){ .source = source, .on = on };
        if (source->authentication == SOURCE_AUTHENTICATION_BEARER) {
                pds->token = source->credential ? credential_read(source->credential) : NULL;
                if (!pds->token)
                        return AGENCY_E_NO_CREDENTIAL;
        }
        const HttpOptions options = {
                .ca_file = credential_path(arena_printf(arena, "%s-ca", source->name), arena),
                .user_agent = "muniment/" MUNIMENT_VERSION,
                .body_max = (size_t)source->max_answer_bytes,
                .connect_ms = source->timeout_seconds * 1000 < 10000 ? source->timeout_seconds * 1000 : 10000,
                .total_ms = source->timeout_seconds * 1000,
                .concurrency = source->concurrency,
                .rate = source->rate_per_second,
                .burst = 1,
                .attempts = source->retries + 1,
                .backoff_ms = 200,
                .batch_ms = PDS_BATCH_MS,
                .retry_after_max_ms = PDS_BATCH_MS,
        };
        int r = http_open(&options, &pds->http);
        if (r)
                return err_trace(r);
        *ret = TAKE_PTR(pds);
        return 0;
}

static Answer answer_error(const char *because) {
        return (Answer){ .kind = ANSWER_ERROR, .because = because };
}

/* Refusals count only in the source's own words: a 404 of some proxy says nothing about anybody. */
static Answer read_refusal(Arena *arena, const HttpAnswer *http) {
        const char *code = fhir_outcome_code(arena, http->body, http->n_body);
        if (http->status == 404 && str_eq(code, "RESOURCE_NOT_FOUND"))
                return (Answer){ .kind = ANSWER_NOT_FOUND, .because = "not-found" };
        if (http->status == 404 && str_eq(code, "INVALIDATED_RESOURCE"))
                return (Answer){ .kind = ANSWER_INVALIDATED, .because = "invalidated" };
        if (http->status == 400 && str_eq(code, "INVALID_RESOURCE_ID"))
                return (Answer){ .kind = ANSWER_NUMBER_INVALID, .because = "number-invalid" };
        if (http->status == 401 || http->status == 403)
                return answer_error("access-denied");
        if (http->status == 429)
                return answer_error("too-many-requests");
        if (http->status == 408)
                return answer_error("timeout");
        return answer_error(http->status >= 500 ? "server-error" : "unexpected-status");
}

static Answer read_patient(const Pds *pds, Arena *arena, const char *number, const HttpAnswer *http) {
        FhirPatient *patient;
        Told *told = arena_new_of(arena, Told);
        const char *why;
        if (!str_eq(http->content_type, "application/fhir+json") &&
            !str_eq(http->content_type, "application/json"))
                return answer_error("wrong-content-type");
        int r = fhir_patient_parse(arena, http->body, http->n_body, &patient, &why);
        if (r)
                return answer_error(r == FHIR_E_NOT_JSON ? "not-json" : "not-fhir");
        fhir_patient_tell(patient, pds->on, arena, told);
        return (Answer){
                .kind = str_eq(patient->id, number) ? ANSWER_FOUND : ANSWER_SUPERSEDED,
                .because = str_eq(patient->id, number) ? "answered" : "superseded",
                .told = told,
                .version = *patient->version_id ? patient->version_id : NULL,
        };
}

static Answer read_answer(const Pds *pds, Arena *arena, const HttpRequest *request, const char *number,
                          const HttpAnswer *http) {
        if (http->outcome != HTTP_ANSWERED)
                return answer_error(http_outcome_to_string(http->outcome));
        /* An answer that names another request may be about somebody else. */
        if (*http->request_id && strcasecmp(http->request_id, request->request_id) != 0)
                return answer_error("wrong-request-id");
        return http->status == 200 ? read_patient(pds, arena, number, http) : read_refusal(arena, http);
}

static int pds_ask(void *own, const char *const *numbers, size_t n, Arena *arena, Answer *answers) {
        Pds *pds = own;
        const Source *source = pds->source;
        HttpRequest *requests = arena_array(arena, n + 1, sizeof *requests);
        HttpAnswer *https = arena_array(arena, n + 1, sizeof *https);
        const char **canonical = arena_array(arena, n + 1, sizeof *canonical);
        size_t *places = arena_array(arena, n + 1, sizeof *places), n_asked = 0;
        const char *organisation =
                source->organisation
                        ? arena_printf(arena, "NHSD-End-User-Organisation-ODS: %s", source->organisation)
                        : NULL;
        for (size_t i = 0; i < n; i++) {
                Identifier id = identifier_judge(IDENTIFIER_NHS, numbers[i]);
                answers[i] = (Answer){ .kind = ANSWER_NUMBER_INVALID, .because = "number-invalid" };
                if (!id.valid) /* not worth a request, and no text of ours gets into the address */
                        continue;
                places[n_asked] = i;
                canonical[n_asked] = arena_strdup(arena, id.canonical);
                requests[n_asked++] = (HttpRequest){
                        .url = arena_printf(arena, "%s/Patient/%s", source->base_url, id.canonical),
                        .accept = "application/fhir+json",
                        .bearer = pds->token,
                        .header = organisation,
                };
        }
        int r = http_ask_all(pds->http, requests, n_asked, arena, https);
        if (r)
                return err_trace(r);
        for (size_t i = 0; i < n_asked; i++)
                answers[places[i]] = read_answer(pds, arena, &requests[i], canonical[i], &https[i]);
        return 0;
}

const AgencyKind agency_fhir_pds = { .open = pds_open, .ask = pds_ask, .close = pds_close };
