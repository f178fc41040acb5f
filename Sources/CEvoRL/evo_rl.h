/* The environments of evo-rl for programs in other languages: a batch of n of them is made by name,
 * reset with seeds, stepped into the caller's memory, and drawn. libevo_rl.so has these functions.
 *
 *     evo_options options = { .count = 64, .autoreset = EVO_NEXT_STEP };
 *     evo_batch *batch = evo_make("cartpole", &options);
 *     if (!batch) puts(evo_error());
 *
 * - What fails says so by what it returns (NULL, or -1 in the place of 0), and `evo_error` says why in
 *   a sentence. Nothing else is changed then: a step that fails has stepped no environment.
 * - Arrays of a batch are row-major, a row for each environment: observation k of environment i of a
 *   batch with `n` observations is `observations[i * n + k]`.
 * - A batch may be used by any thread, by one at a time. Its results depend on names, seeds and
 *   actions alone, never on the number of environments or threads.
 */
#ifndef EVO_RL_H
#define EVO_RL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised when a function comes to take or to return something else. */
#define EVO_INTERFACE 1

/* The EVO_INTERFACE that the library was built with. */
int32_t evo_interface(void);

/* The version of evo-rl, such as "0.1.0". Stays where it is. */
const char *evo_version(void);

/* Why the last call of this thread that failed did so; never NULL. Stays until the next call of this
 * thread. */
const char *evo_error(void);

/* Many environments of one kind. */
typedef struct evo_batch evo_batch;

/* What happens to an environment whose episode has ended, as Gymnasium's AutoresetMode has it. */
enum {
  /* The next step does not look at its action: it resets it, with reward 0. */
  EVO_NEXT_STEP = 0,
  /* The step that ends it resets it: `observations` hold the first of the next episode, and
   * `final_observations` the last of the one that has ended. */
  EVO_SAME_STEP = 1,
  /* Nothing: it has to be reset before the next step. */
  EVO_DISABLED = 2,
};

typedef struct evo_options {
  /* How many environments, 1 to 1,048,576; 0 means 1. */
  int64_t count;
  /* EVO_NEXT_STEP, EVO_SAME_STEP or EVO_DISABLED. */
  int32_t autoreset;
  /* Steps after which an episode is truncated; 0 takes the environment's own limit, -1 none. */
  int32_t step_limit;
  /* Threads that step; 0 takes as many as are worth it. */
  int32_t threads;
  /* Not 0 where `evo_render` will be called. Then each environment is stepped by itself, with the same bits. */
  int32_t draws;
  /* The folder whose `envs/` has walkers by name; NULL takes $EVO_RL_HOME and the working folder. */
  const char *home;
} evo_options;

/* Makes a batch of an environment: one of `evo_names`, or the path of a walker's YAML file.
 *
 * `options` may be NULL: one environment. Free it with `evo_free`. */
evo_batch *evo_make(const char *name, const evo_options *options);

/* Frees a batch; nothing for NULL. */
void evo_free(evo_batch *batch);

/* The names of all environments, as a JSON array of texts. Free it with `evo_free_text`.
 *
 * `home` as in `evo_options`. */
char *evo_names(const char *home);

/* The card of a batch's environment as a JSON object, as `evo-rl list env NAME --json` prints it: `name`,
 * `version`, `step_limit`, `solved_at`, `frames_per_second`, `observation` (`name`, `low`, `high`,
 * `unit` of each number; null where there is no bound), `action_kind` ("discrete" or "continuous"), `action`
 * (the choices, or numbers as in `observation`) and what words tell. Free it with `evo_free_text`. */
char *evo_card(const evo_batch *batch);

void evo_free_text(char *text);

/* Begins episodes and writes their first observations.
 *
 * - seeds: one for each environment, with which it begins the first episode of that seed; NULL begins
 *   the next episode of the seed that each has. Episode e of seed s is the one that `evo-rl eval --seed s`
 *   and `evo-rl trace --seed s` play as number e. An environment without a seed is given a random one.
 * - mask: which are reset, one byte for each, not 0 where it is; NULL resets all. Rows of the others
 *   are left alone.
 * - observations: room for a row for each environment. */
int32_t evo_reset(
    evo_batch *batch, const uint64_t *seeds, const uint8_t *mask, float *observations);

/* Where a step reads and writes. */
typedef struct evo_buffers {
  /* Discrete: `const int64_t *`, one choice for each environment. Continuous: `const float *`, a row for each. */
  const void *actions;
  float *observations;
  /* One number for each environment, as the next two. */
  float *rewards;
  /* 1 where the task ended the episode, else 0. */
  uint8_t *terminated;
  /* 1 where the step limit was reached, else 0. Both can be 1. */
  uint8_t *truncated;
  /* Rows of the environments that ended are written, with EVO_SAME_STEP only. May be NULL. */
  float *final_observations;
} evo_buffers;

/* Advances every environment by one step.
 *
 * A choice that is none, and with EVO_DISABLED an environment whose episode has ended, fail. A
 * continuous action is clamped to its bounds by the environment. */
int32_t evo_step(evo_batch *batch, const evo_buffers *buffers);

/* Draws one environment: `height` rows of `width` pixels of 3 bytes (red, green, blue), from the top left.
 *
 * The batch has to be made with `draws`, and the environment reset. */
int32_t evo_render(evo_batch *batch, int64_t index, int32_t width, int32_t height, uint8_t *rgb);

#ifdef __cplusplus
}
#endif

#endif
