#include "settings/amend.h"

#include "base/text.h"
#include "settings/reader.h"

#include <unistd.h>

int settings_present(const char *file, Arena *arena, Problems *problems, Present *ret) {
        *ret = (Present){ .data_dir = MUNIMENT_DATA_DIR };
        if (access(file, F_OK) < 0)
                return 0;
        _cleanup_(reader_freep) Reader *reader = reader_open(file, arena, problems);
        if (!reader)
                return SETTINGS_E_REFUSED;
        size_t errors = problems->errors;
        Node root = reader_root(reader);
        ret->said_database = node_text(root, "database", OPTIONAL);
        ret->database = ret->said_database;
        const char *data_dir = node_text(root, "data_dir", OPTIONAL);
        ret->data_dir = data_dir ? data_dir : ret->data_dir;
        ret->jurisdiction = node_text(root, "jurisdiction", OPTIONAL);
        ret->checkpoint_file = node_text(root, "checkpoint_file", OPTIONAL);
        ret->output_dir = node_text(root, "output_dir", OPTIONAL);
        ret->authority = node_exists(node_group(root, "authority", OPTIONAL));
        ret->registers = node_exists(node_list(root, "registers", OPTIONAL));
        return problems->errors > errors;
}

/* A text as libconfig reads it. */
static void append_text(Text *text, const char *s) {
        text_append(text, "\"");
        for (; *s; s++) {
                if (*s == '"' || *s == '\\')
                        text_append(text, "\\");
                text_append_n(text, s, 1);
        }
        text_append(text, "\"");
}

static void append_setting(Text *text, const char *lead, const char *key, const char *value) {
        text_appendf(text, "%s%s = ", lead, key);
        append_text(text, value);
        text_append(text, ";\n");
}

static void append_if(Text *text, bool present, const char *key, const char *value) {
        if (!present && value)
                append_setting(text, "", key, value);
}

static void append_authority(Text *text, const Answers *a, Arena *arena) {
        text_append(text, "\n# Who writes to families.\nauthority = {\n");
        append_setting(text, "        ", arena_printf(arena, "name_%s", a->language), a->authority);
        text_append(text, "        address = [ ");
        for (size_t i = 0; i < a->n_address; i++) {
                text_append(text, i ? ", " : "");
                append_text(text, a->address[i]);
        }
        text_append(text, " ];\n");
        append_setting(text, "        ", "dpo_contact", a->dpo_contact);
        text_append(text, "};\n");
}

static void append_registers(Text *text, const Answers *a) {
        text_append(text, "\n# What is governed, where it keeps what, and by which rules.\nmaps = [ ");
        append_text(text, a->map_file);
        text_append(text, " ];\npacks = [ ");
        append_text(text, a->pack_file);
        text_append(text, " ];\nregisters = (\n");
        for (size_t i = 0; i < a->n_registers; i++) {
                text_append(text, "        { name = ");
                append_text(text, a->registers[i].name);
                if (a->registers[i].connection) {
                        text_append(text, "; connection = ");
                        append_text(text, a->registers[i].connection);
                }
                text_append(text, "; map = ");
                append_text(text, a->map_name);
                text_appendf(text, "; }%s\n", i + 1 < a->n_registers ? "," : "");
        }
        text_append(text, ");\n");
}

const char *settings_amendment(const Present *present, const Answers *a, Arena *arena) {
        _cleanup_text_ Text text = { 0 };
        append_if(&text, present->database, "database", a->database);
        append_if(&text, present->jurisdiction, "jurisdiction", a->jurisdiction);
        append_if(&text, present->checkpoint_file, "checkpoint_file", a->checkpoint_file);
        append_if(&text, present->output_dir, "output_dir", a->output_dir);
        if (!present->authority && a->authority)
                append_authority(&text, a, arena);
        if (!present->registers && a->n_registers > 0)
                append_registers(&text, a);
        return arena_strdup(arena, text_str(&text));
}
