/* The binary interface between kyodo and a stage plugin. A plugin is a shared library that exports
 *
 *     const kyodo_plugin* kyodo_plugin_entry(void);
 *
 * Everything crosses as UTF-8 JSON in buffers owned by whoever made them; no memory changes hands. Structs
 * begin with their size and only ever grow at the end. All functions may be called from any thread, one call
 * at a time per library. They are pure: the same input gives the same bytes; no clock, file, network or
 * randomness. The shapes of the JSON stand in docs/formats/stage.md. C++ authors use kyodo/stage.h instead.
 */
#ifndef KYODO_STAGE_ABI_H
#define KYODO_STAGE_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KYODO_STAGE_ABI 1u

typedef enum kyodo_code {
  KYODO_OK = 0,        /* the sink holds the answer (a refusal by the stage is an answer too) */
  KYODO_BAD_INPUT = 1, /* the input is not what this function takes; the sink may hold a sentence */
  KYODO_FAULT = 2      /* the plugin failed; the sink may hold a sentence. The visit becomes an incident */
} kyodo_code;

/* Where a function writes its answer; owned by the caller, valid during the call. write() appends and
 * returns 0; another value means the limit was reached and the function must return KYODO_FAULT. */
typedef struct kyodo_sink {
  uint32_t size;
  void* context;
  int (*write)(struct kyodo_sink* sink, const char* bytes, size_t length);
} kyodo_sink;

typedef struct kyodo_stage {
  uint32_t size;
  const char* type;       /* "hearing"; what <invoke type="…"> names */
  uint32_t behaviour_min; /* the oldest behaviour this library still serves */
  uint32_t behaviour_max; /* the one that new visits begin with */
  kyodo_code (*describe)(kyodo_sink* out);
  kyodo_code (*decide)(const char* input, size_t length, kyodo_sink* out);
  kyodo_code (*rank)(const char* input, size_t length, kyodo_sink* out); /* NULL: this stage ranks nothing */
} kyodo_stage;

typedef struct kyodo_plugin {
  uint32_t size;
  uint32_t abi;        /* KYODO_STAGE_ABI of the header it was built with */
  const char* name;    /* "hearing" */
  const char* version; /* "1.0.0" */
  uint32_t stage_count;
  const kyodo_stage* const* stages; /* lives as long as the library */
} kyodo_plugin;

typedef const kyodo_plugin* (*kyodo_plugin_entry_fn)(void);

#ifdef __cplusplus
}
#endif
#endif
