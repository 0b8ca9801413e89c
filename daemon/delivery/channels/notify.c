/* GOV.UK Notify: it prints a letter that we send whole ("precompiled") and posts it.
 *
 * It makes a letter of each request, whatever reference it bears: twice the same is two letters. So one whose
 * fate is not known is asked about by its reference, and its "no" counts only when the request can no longer
 * be under way. It forgets letters after a week; one that it may have had and forgotten is a person's. Beyond
 * the letter itself it is told a reference that says nothing of anybody; addresses that are asked hold that
 * alone. Nobody is told of a letter that came back: it is asked. */
#include "base/credential.h"
#include "base/error.h"
#include "base/text.h"
#include "delivery/channel.h"
#include "documents/documents.h"
#include "net/http.h"
#include "seal/age.h"
#include "seal/jwt.h"
#include "seal/letterbox.h"
#include "settings/settings.h"
#include "store/json.h"

#include <string.h>

#define NOTIFY_UUID 36
/* A request of ours lasts 15 seconds; nothing between us and it holds one longer than this. */
#define NOTIFY_SETTLED_SECONDS 300
#define NOTIFY_FORGETS_SECONDS (6 * 86400) /* kept for seven days; not to the last hour */
#define NOTIFY_SIZE_MOST       2000000
#define NOTIFY_TRIES_DAYS      7 /* so long one is sent again that it answers and never has */
#define NOTIFY_AWAY            "notify-away"
#define NOTIFY_BUSY            "notify-busy"
#define NOTIFY_KEY             "notify-key"
#define NOTIFY_UNSURE          "notify-unsure"

typedef struct Notify {
        Http *http;
        char *key; /* name-SERVICE-SECRET: two UUIDs at its end; the name may hold hyphens too */
        const char *secret;
        char service[NOTIFY_UUID + 1];
        int unsure,
                refused; /* letters in a row of which it did not say whether it has them; that it refused */
} Notify;

static void notify_close(void *own) {
        Notify *notify = own;
        http_close(notify->http);
        credential_free(notify->key);
        free(notify);
}

static bool is_uuid(const char *s) {
        for (size_t i = 0; i < NOTIFY_UUID; i++) {
                bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
                if (hyphen ? s[i] != '-' : !strchr("0123456789abcdefABCDEF", s[i]) || !s[i])
                        return false;
        }
        return true;
}

static bool notify_read_key(Notify *notify, const char *credential) {
        notify->key = credential_read(credential);
        size_t n = notify->key ? strlen(notify->key) : 0;
        if (n < 2 * NOTIFY_UUID + 1)
                return false;
        const char *service = notify->key + n - 2 * NOTIFY_UUID - 1;
        notify->secret = notify->key + n - NOTIFY_UUID;
        memcpy(notify->service, service, NOTIFY_UUID);
        return is_uuid(service) && service[NOTIFY_UUID] == '-' && is_uuid(notify->secret);
}

/* *ret NULL: there is no key of theirs. */
static int notify_of(const Sending *s, Notify **ret) {
        const NotifySettings *settings = &s->context->settings->notify;
        void **own = &s->desk->own[ATTEMPT_BY_NOTIFY];
        const HttpOptions options = {
                .ca_file = credential_path(arena_printf(s->arena, "%s-ca", settings->credential), s->arena),
                .user_agent = "muniment/" MUNIMENT_VERSION,
                .body_max = 1 << 20,
                .connect_ms = 5000,
                .total_ms = 15000,
                .concurrency = 1,
                .rate = 40, /* it takes 50 a second, from all who share the key */
                .burst = 40,
                .attempts = 3,
                .backoff_ms = 500,
                .batch_ms = 5000,
                .retry_after_max_ms = 5000,
        };
        Notify *notify = *own;
        int r = 0;
        if (!notify) {
                notify = *own = calloc(1, sizeof *notify); /* ended with the desk, whatever it came to */
                if (!notify)
                        return err_origin(-ENOMEM);
                if (notify_read_key(notify, settings->credential))
                        r = http_open(&options, &notify->http);
        }
        *ret = notify->http ? notify : NULL;
        return err_trace(r);
}

static int notify_request(const Sending *s, Notify *notify, HttpRequest *request, HttpAnswer *ret) {
        /* Good for thirty seconds by their clock, so made for each; whatever day everything is run as of. */
        request->bearer =
                jwt_hs256(notify->service, notify->secret, (int64_t)(clock_now_usec() / 1000000), s->arena);
        request->accept = "application/json";
        return http_ask_all(notify->http, request, 1, s->arena, ret);
}

/* Why it cannot be used now, by an answer that says that nothing was taken; NULL: it does not say so. */
static const char *notify_rests(const HttpAnswer *answer) {
        if (answer->outcome == HTTP_TLS || answer->outcome == HTTP_REFUSED)
                return NOTIFY_AWAY;
        if (answer->outcome == HTTP_UNASKED)
                return NOTIFY_BUSY; /* it has told us to wait longer than is waited here */
        if (answer->outcome != HTTP_ANSWERED)
                return NULL;
        if (answer->status == 401 || answer->status == 403)
                return NOTIFY_KEY; /* the key, or a clock that is more than thirty seconds off */
        if (answer->status == 429)
                return NOTIFY_BUSY;
        /* A wrong base_url, or some proxy's way of not passing it on. Whatever else it says it may have taken
         * it: that is asked. */
        static const int not_passed_on[] = { 404, 405, 415 };
        bool away = answer->status >= 300 && answer->status < 400;
        for (size_t i = 0; i < ELEMENTS(not_passed_on); i++)
                away = away || answer->status == not_passed_on[i];
        return away ? NOTIFY_AWAY : NULL;
}

static ChannelAnswer notify_failed(const char *because, const char *waits) {
        return (ChannelAnswer){
                .state = ATTEMPT_FAILED, .because = because, .deemed_on = DATE_NONE, .waits = waits
        };
}

/* Only its own word that it has this letter is one. */
static bool notify_confirms(const Sending *s, const HttpAnswer *answer) {
        json_auto_t *body = json_loadb(answer->body, answer->n_body, 0, NULL);
        return str_eq(json_text_of(body, "reference"), s->attempt.reference);
}

static ChannelAnswer notify_read_sent(const Sending *s, Notify *notify, const HttpAnswer *answer) {
        const char *rests = notify_rests(answer);
        if (rests)
                return notify_failed(DELIVERY_NOT_NOW, rests);
        /* One may be at fault itself. Two in a row: it is more likely that none of ours is wanted. */
        if (answer->outcome == HTTP_ANSWERED && (answer->status == 400 || answer->status == 413))
                return notify_failed("refused-by-notify", ++notify->refused > 1 ? NOTIFY_AWAY : NULL);
        if (answer->outcome == HTTP_ANSWERED && answer->status == 201 && notify_confirms(s, answer)) {
                notify->refused = notify->unsure = 0;
                return (ChannelAnswer){ .state = ATTEMPT_ACCEPTED, .deemed_on = DATE_NONE };
        }
        /* It may have taken the letter. One that it cannot deal with holds up no other. */
        return (ChannelAnswer){ .state = ATTEMPT_DOUBTFUL,
                                .deemed_on = DATE_NONE,
                                .waits = NOTIFY_UNSURE,
                                .alone = ++notify->unsure == 1 };
}

static bool notify_can_carry(const Sending *s) {
        (void)s;
        return true; /* one that it cannot use now waits for it; what it refuses it says of each letter */
}

static int notify_send(const Sending *s, ChannelAnswer *ret) {
        const Settings *settings = s->context->settings;
        const unsigned char *pdf;
        size_t n;
        Notify *notify = NULL;
        HttpAnswer answer = { 0 };
        HttpRequest request = { .url = arena_printf(s->arena, "%s/v2/notifications/letter",
                                                    settings->notify.base_url) };
        int r = notify_of(s, &notify);
        if (r || !notify) {
                *ret = notify_failed(DELIVERY_NOT_NOW, NOTIFY_KEY);
                return err_trace(r);
        }
        r = documents_open(s->context, s->delivery.document, s->arena, &pdf, &n);
        if (r == AGE_E_FORM) { /* damaged: no channel can send it, and it holds up no other */
                *ret = notify_failed("unreadable", NULL);
                return 0;
        }
        if (r)
                return err_trace(r);
        if (n > NOTIFY_SIZE_MOST) {
                *ret = notify_failed("too-large", NULL);
                return 0;
        }
        json_auto_t *body = json_pack("{s:s, s:s, s:s}", "reference", s->attempt.reference, "postage",
                                      postage_to_string(settings->notify.postage), "content",
                                      base64_write(pdf, n, s->arena));
        char *text = json_canonical(body);
        request.body = arena_strdup(s->arena, text);
        explicit_bzero(text, strlen(text));
        free(text);
        r = notify_request(s, notify, &request, &answer);
        if (r == 0)
                *ret = notify_read_sent(s, notify, &answer);
        return err_trace(r);
}

/* Their words for where a letter is, and what each means here. Any other says nothing new. */
static const struct {
        const char *status;
        AttemptState state;
} notify_statuses[] = {
        { "created", ATTEMPT_ACCEPTED },         { "sending", ATTEMPT_ACCEPTED },
        { "accepted", ATTEMPT_ACCEPTED },        { "pending-virus-check", ATTEMPT_ACCEPTED },
        { "received", ATTEMPT_DISPATCHED }, /* printed, and given to the post */
        { "returned-letter", ATTEMPT_RETURNED }, { "validation-failed", ATTEMPT_FAILED },
        { "virus-scan-failed", ATTEMPT_FAILED }, { "permanent-failure", ATTEMPT_FAILED },
        { "technical-failure", ATTEMPT_FAILED }, { "cancelled", ATTEMPT_FAILED },
};

/* Of one that it knows. */
static void notify_read_status(const Sending *s, const char *status, ChannelAnswer *ret) {
        const AttemptState before = s->attempt.state;
        for (size_t i = 0; i < ELEMENTS(notify_statuses); i++) {
                AttemptState state = notify_statuses[i].state;
                if (!str_eq(notify_statuses[i].status, status))
                        continue;
                /* What it was asked about without knowing it has is accepted first: its life has no step
                 * beyond. */
                if (before == ATTEMPT_DOUBTFUL && state != ATTEMPT_FAILED)
                        state = ATTEMPT_ACCEPTED;
                ret->state = state;
                if (state == ATTEMPT_FAILED || state == ATTEMPT_RETURNED)
                        ret->because = notify_statuses[i].status;
                if (state == ATTEMPT_DISPATCHED)
                        ret->deemed_on = channel_post_arrives(s->context, clock_today(&s->context->clock));
                return;
        }
        if (before == ATTEMPT_DOUBTFUL)
                ret->state = ATTEMPT_ACCEPTED; /* it has it, whatever it calls that */
}

/* Of one that it does not know. */
static void notify_read_none(const Sending *s, ChannelAnswer *ret) {
        const int64_t ago = s->attempt.begun_seconds_ago;
        if (s->attempt.state == ATTEMPT_DISPATCHED)
                return;
        if (ago > NOTIFY_FORGETS_SECONDS)
                *ret = notify_failed(DELIVERY_STATUS_UNKNOWN, NULL);
        else if (s->attempt.state != ATTEMPT_DOUBTFUL || ago < NOTIFY_SETTLED_SECONDS)
                return;
        else if (clock_today(&s->context->clock) >= s->attempt.planned_on + NOTIFY_TRIES_DAYS)
                *ret = notify_failed("never-taken", NULL);
        else
                ret->state = ATTEMPT_PLANNED;
}

static void notify_read_list(const Sending *s, const HttpAnswer *answer, ChannelAnswer *ret) {
        json_auto_t *body = json_loadb(answer->body, answer->n_body, 0, NULL);
        const json_t *list = json_object_get(body, "notifications");
        const json_t *one = json_array_get(list, 0);
        const char *status = json_text_of(one, "status");
        const bool ours = str_eq(json_text_of(one, "reference"), s->attempt.reference);
        if (!json_is_array(list) || (one && (!status || !ours)))
                ret->waits = NOTIFY_AWAY; /* no answer of theirs */
        else if (!one)
                notify_read_none(s, ret);
        else /* of those that have left, the ones alone that came back were asked for */
                notify_read_status(s, s->attempt.state == ATTEMPT_DISPATCHED ? "returned-letter" : status,
                                   ret);
}

static int notify_ask(const Sending *s, ChannelAnswer *ret) {
        Notify *notify = NULL;
        HttpAnswer answer = { 0 };
        /* One that came back shows as posted still, unless those alone are asked for. */
        HttpRequest request = {
                .url = arena_printf(s->arena, "%s/v2/notifications?template_type=letter&reference=%s%s",
                                    s->context->settings->notify.base_url, s->attempt.reference,
                                    s->attempt.state == ATTEMPT_DISPATCHED ? "&status=returned-letter" : ""),
        };
        int r = notify_of(s, &notify);
        if (r == 0 && notify)
                r = notify_request(s, notify, &request, &answer);
        if (r)
                return err_trace(r);
        if (!notify)
                ret->waits = NOTIFY_KEY;
        else if (answer.outcome == HTTP_ANSWERED && answer.status == 200)
                notify_read_list(s, &answer, ret);
        else if (s->attempt.state == ATTEMPT_DISPATCHED && answer.outcome == HTTP_ANSWERED &&
                 answer.status == 400)
                return 0; /* its public description does not have that word: nothing is known to have come
                             back */
        else {
                ret->waits = notify_rests(&answer);
                ret->waits = ret->waits ? ret->waits : NOTIFY_AWAY;
        }
        return 0;
}

const Channel channel_notify = { .name = ATTEMPT_BY_NOTIFY,
                                 .can_carry = notify_can_carry,
                                 .send = notify_send,
                                 .ask = notify_ask,
                                 .close = notify_close };
