// memory BYTES: how long a read takes that must wait for the one before it, in nanoseconds, anywhere in so many bytes.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct Line { struct Line *next; char rest[64 - sizeof(void *)]; } Line;

static uint64_t state = 1;

static uint64_t any(uint64_t below) { // xorshift64
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state % below;
}

int main(int count, char **arguments) {
  size_t lines = count > 1 ? strtoull(arguments[1], NULL, 10) / sizeof(Line) : 0;
  if (lines < 2) return fprintf(stderr, "usage: memory BYTES, at least two cache lines\n"), 2;
  Line *all = aligned_alloc(sizeof(Line), lines * sizeof(Line));
  uint32_t *order = malloc(lines * sizeof *order);
  if (!all || !order) return fprintf(stderr, "memory: not so much\n"), 1;
  for (size_t i = 0; i < lines; i++) order[i] = i;
  for (size_t i = lines - 1; i > 0; i--) { // Sattolo's shuffle: one circle through all
    size_t j = any(i);
    uint32_t other = order[j];
    order[j] = order[i];
    order[i] = other;
  }
  for (size_t i = 0; i < lines; i++) all[i].next = &all[order[i]];
  enum { READS = 5000000 };
  struct timespec began, ended;
  Line *at = all;
  for (int i = 0; i < READS; i++) at = at->next;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &began);
  for (int i = 0; i < READS; i++) at = at->next;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
  printf("%.1f\n", ((ended.tv_sec - began.tv_sec) * 1e9 + (ended.tv_nsec - began.tv_nsec)) / READS);
  return at == NULL;
}
