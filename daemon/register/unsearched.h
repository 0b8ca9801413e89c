#pragma once
/* What verification does not look at, or not as one would expect, and why. */

/* WORD(NAME, "word in JSON", "why, after the place") */
#define UNSEARCHED(WORD)                                                                                     \
        WORD(LARGE_OBJECT, "large-object", "large objects that the engine may not read")                     \
        WORD(OBJECT_STAYS, "object-stays",                                                                   \
             "may name a large object, which stays in the database when its row goes")                       \
        WORD(ELSEWHERE, "elsewhere", "kept on another server")                                               \
        WORD(NUMBERS, "numbers", "lists of numbers, of which nothing says that they are keys of records")    \
        WORD(SEVEN, "seven-digits", "numbers of seven digits at most")                                       \
        WORD(BYTES, "bytes", "read as they stand, but not what is compressed, encrypted or drawn in them")   \
        WORD(SHORT, "short", "too short to be told from other words: looked for as whole values only")       \
        WORD(SHORT_NAME, "short-name", "names too short to be told from other words: not looked for")        \
        WORD(SHARED, "shared", "not looked for by value: other people's may be the same")                    \
        WORD(SMALL_KEY, "small-key",                                                                         \
             "keys that are numbers: looked for where a column or member says whose they are")

#define UNSEARCHED_ENUM(name, word, why) UNSEARCHED_##name,
typedef enum Unsearchedness { UNSEARCHED(UNSEARCHED_ENUM) _UNSEARCHED_MAX } Unsearchedness;
#undef UNSEARCHED_ENUM

typedef struct Unsearched {
        Unsearchedness why;
        const char *place; /* "schema.table.column", or what it is */
} Unsearched;

const char *unsearched_to_string(Unsearchedness why);
/* The reason of that word, as a sentence has it; NULL: there is none such. */
const char *unsearched_because(const char *word);
