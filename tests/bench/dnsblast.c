// dnsblast: DNS load over UDP, sent and received in batches, so that the server and not the client is what saturates.
//
//   -p PORT     the server's, on 127.0.0.1
//   -d FILE     names, one to a line, asked for A in turn          (or)
//   -g SEED     every question is a new name below miss.bench.example
//   -u COUNT    with -g: any of the first COUNT names, each as likely as the others
//   -c SOCKETS  -q OUTSTANDING   how many, and how many questions wait at once over all of them
//   -l SECONDS  -n QUESTIONS     when to stop
//   -Q RATE     questions a second, whatever comes back; without it the next follows each answer
//
// A question without an answer for a second is lost. Prints one line of NAME=VALUE.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 32, QUERY_MAX = 300, RESPONSE_MAX = 4096, WINDOW_MAX = 1024, BUCKETS = 4096 };
static const uint64_t SECOND = 1000000000, LOST_AFTER = 1000000000;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * SECOND + t.tv_nsec;
}

// ---- questions

static struct { unsigned char (*bytes)[QUERY_MAX]; int *lengths, count, next, generated; uint32_t among; uint64_t random; } questions;

static int encode(const char *name, unsigned char *query) {
  memset(query, 0, 12);
  query[2] = 1; // RD
  query[5] = 1;
  int at = 12;
  while (*name) {
    int length = strcspn(name, ".");
    query[at++] = length;
    memcpy(query + at, name, length);
    at += length;
    name += length + (name[length] == '.');
  }
  memcpy(query + at, "\0\0\1\0\1", 5);
  return at + 5;
}

static void add_question(const char *name) {
  if ((questions.count & (questions.count - 1)) == 0) { // a power of two: full
    int room = questions.count ? 2 * questions.count : 1;
    questions.bytes = realloc(questions.bytes, room * sizeof *questions.bytes);
    questions.lengths = realloc(questions.lengths, room * sizeof *questions.lengths);
  }
  questions.lengths[questions.count] = encode(name, questions.bytes[questions.count]);
  questions.count++;
}

static void read_questions(const char *file, const char *seed) {
  char name[256];
  if (seed) {
    snprintf(name, sizeof name, "00000000%.20s.miss.bench.example", seed);
    questions.generated = 1;
    add_question(name);
    return;
  }
  FILE *names = fopen(file, "r");
  if (!names) perror(file), exit(2);
  while (fscanf(names, "%255s", name) == 1) add_question(name);
  fclose(names);
}

// splitmix64
static uint32_t any_number(uint32_t below) {
  uint64_t mixed = questions.random += 0x9e3779b97f4a7c15;
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
  return (mixed >> 32) * below >> 32;
}

static int next_question(unsigned char *query, uint32_t number) {
  if (questions.among) number = any_number(questions.among);
  int at = questions.next, length = questions.lengths[at];
  memcpy(query, questions.bytes[at], length);
  if (questions.generated)
    for (int digit = 0; digit < 8; digit++) query[13 + digit] = "0123456789abcdef"[number >> (28 - 4 * digit) & 15];
  if (++questions.next == questions.count) questions.next = 0;
  return length;
}

// ---- latencies: 64 buckets to each power of two, in tenths of a microsecond

static uint64_t buckets[BUCKETS];

static void note_latency(uint64_t nanoseconds) {
  uint64_t tenths = nanoseconds / 100;
  int bucket = tenths;
  if (tenths >= 64) {
    int power = 63 - __builtin_clzll(tenths);
    bucket = (power - 5) * 64 + (tenths >> (power - 6) & 63);
  }
  buckets[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
}

static double latency_at(double share, uint64_t total) {
  uint64_t seen = 0;
  for (int i = 0; i < BUCKETS; i++)
    if ((seen += buckets[i]) >= total * share) return i < 64 ? i / 10.0 : (64 + (i & 63)) * (double)(1ull << (i / 64 - 1)) / 10.0;
  return 0;
}

// ---- a socket and the questions that wait on it; an ID is a slot and a generation, so that a late answer is not taken for a new one

typedef struct { int link, free_count; uint16_t free_slots[WINDOW_MAX]; uint64_t sent_at[WINDOW_MAX]; uint8_t generation[WINDOW_MAX]; } Socket;

static struct { uint64_t sent, received, failed, latency, longest; } totals;
static int window;

static void open_socket(Socket *s, int port) {
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int size = 1 << 20;
  s->link = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  setsockopt(s->link, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  if (connect(s->link, (struct sockaddr *)&server, sizeof server)) perror("connect"), exit(1);
  for (int slot = 0; slot < window; slot++) s->free_slots[s->free_count++] = slot;
}

static int receive(Socket *s) {
  static unsigned char buffers[BATCH][RESPONSE_MAX];
  static struct iovec vectors[BATCH];
  static struct mmsghdr headers[BATCH];
  for (int i = 0; i < BATCH; i++) {
    vectors[i] = (struct iovec){buffers[i], RESPONSE_MAX};
    headers[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  int count = recvmmsg(s->link, headers, BATCH, MSG_DONTWAIT, 0);
  uint64_t at = count > 0 ? now() : 0;
  for (int i = 0; i < count; i++) {
    unsigned char *response = buffers[i];
    int id = response[0] << 8 | response[1], slot = id & (WINDOW_MAX - 1);
    if (headers[i].msg_len < 12 || slot >= window || !s->sent_at[slot] || s->generation[slot] != id / WINDOW_MAX) continue;
    note_latency(at - s->sent_at[slot]);
    totals.latency += at - s->sent_at[slot];
    if (at - s->sent_at[slot] > totals.longest) totals.longest = at - s->sent_at[slot];
    totals.received++;
    totals.failed += (response[3] & 15) != 0;
    s->sent_at[slot] = 0;
    s->free_slots[s->free_count++] = slot;
  }
  return count > 0;
}

static int send_some(Socket *s, long most) {
  static unsigned char buffers[BATCH][QUERY_MAX];
  static struct iovec vectors[BATCH];
  static struct mmsghdr headers[BATCH];
  int count = s->free_count < BATCH ? s->free_count : BATCH;
  if (most < count) count = most;
  if (count <= 0) return 0;
  uint64_t at = now();
  for (int i = 0; i < count; i++) {
    int slot = s->free_slots[s->free_count - 1 - i];
    s->generation[slot] = (s->generation[slot] + 1) & 63;
    s->sent_at[slot] = at;
    vectors[i] = (struct iovec){buffers[i], next_question(buffers[i], totals.sent + i)};
    headers[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
    int id = s->generation[slot] * WINDOW_MAX | slot;
    buffers[i][0] = id >> 8;
    buffers[i][1] = id;
  }
  int sent = sendmmsg(s->link, headers, count, 0);
  if (sent < 0) sent = 0;
  for (int i = sent; i < count; i++) s->sent_at[s->free_slots[s->free_count - 1 - i]] = 0;
  s->free_count -= sent;
  totals.sent += sent;
  return sent;
}

static void give_up_lost(Socket *s, uint64_t at) {
  for (int slot = 0; slot < window; slot++)
    if (s->sent_at[slot] && at > s->sent_at[slot] + LOST_AFTER) {
      s->sent_at[slot] = 0;
      s->free_slots[s->free_count++] = slot;
    }
}

int main(int count, char **arguments) {
  int port = 53, sockets = 32, outstanding = 512, option;
  double seconds = 5, rate = 0;
  long most = -1;
  const char *file = NULL, *seed = NULL;
  while ((option = getopt(count, arguments, "p:d:g:u:c:q:l:n:Q:")) > 0) switch (option) {
      case 'p': port = atoi(optarg); break;
      case 'd': file = optarg; break;
      case 'g': seed = optarg; break;
      case 'u': questions.among = strtoul(optarg, NULL, 10); break;
      case 'c': sockets = atoi(optarg); break;
      case 'q': outstanding = atoi(optarg); break;
      case 'l': seconds = atof(optarg); break;
      case 'n': most = atol(optarg); break;
      case 'Q': rate = atof(optarg); break;
      default: return 2;
    }
  if (!file && !seed) return fprintf(stderr, "dnsblast: -d FILE or -g SEED\n"), 2;
  read_questions(file, seed);
  questions.random = now();
  window = outstanding / sockets;
  if (window < 1) window = 1;
  if (window > WINDOW_MAX) window = WINDOW_MAX;
  Socket *all = calloc(sockets, sizeof *all);
  struct pollfd *polled = calloc(sockets, sizeof *polled);
  for (int i = 0; i < sockets; i++) {
    open_socket(&all[i], port);
    polled[i] = (struct pollfd){all[i].link, POLLIN, 0};
  }

  uint64_t began = now(), end = began + seconds * SECOND, swept = began, at = began;
  while ((at = now()) < end + LOST_AFTER) {
    int stopping = at >= end || (most >= 0 && totals.sent >= (uint64_t)most), busy = 0;
    if (stopping && totals.sent == totals.received) break;
    for (int i = 0; i < sockets; i++) {
      busy |= receive(&all[i]);
      if (stopping) continue;
      long room = most >= 0 ? most - (long)totals.sent : BATCH;
      if (rate > 0) {
        long due = (at - began) * rate / SECOND - totals.sent;
        if (due > 4) due = 4; // spread over the sockets, not in one burst
        if (due < room) room = due;
      }
      busy |= send_some(&all[i], room) > 0;
    }
    if (at > swept + SECOND / 5) {
      swept = at;
      for (int i = 0; i < sockets; i++) give_up_lost(&all[i], at);
    }
    struct timespec moment = {0, 50000};
    if (!busy) rate > 0 ? ppoll(polled, sockets, &moment, 0) : poll(polled, sockets, 5);
  }

  double took = (at < end ? at - began : end - began) / (double)SECOND;
  printf("sent=%lu received=%lu failed=%lu rate=%.0f mean_us=%.1f p50_us=%.1f p99_us=%.1f p999_us=%.1f max_us=%.1f\n", totals.sent, totals.received, totals.failed,
         totals.received / took, totals.received ? totals.latency / 1000.0 / totals.received : 0, latency_at(.5, totals.received), latency_at(.99, totals.received),
         latency_at(.999, totals.received), totals.longest / 1000.0);
}
