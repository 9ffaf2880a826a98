// fastauth PORT [ADDRESS]: the cheapest upstream DNS server there can be, so that a benchmark measures the server in front of it.
// Every A question is answered with 192.0.2.1 and TTL 3600, every other with NODATA and an SOA. EDNS is dropped.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 64, MESSAGE_MAX = 2048 };

// Owner: a pointer to the question. TYPE, CLASS, TTL, RDLENGTH, RDATA.
static const unsigned char ADDRESS_RECORD[] = {0xC0, 12, 0, 1, 0, 1, 0, 0, 14, 16, 0, 4, 192, 0, 2, 1};
static const unsigned char SOA_RECORD[] = {
    0, 0, 6, 0, 1, 0, 0, 14, 16, 0, 22, 0, 0,
    0, 0, 0, 1, 0, 0, 14, 16, 0, 0, 3, 132, 0, 9, 58, 128, 0, 0, 14, 16};

// Turns the query into its response in place. Returns the length, 0 for what is no query.
static int answer(unsigned char *message, int length) {
  if (length < 17 || (message[2] & 0xF8) || message[5] != 1) return 0;
  int at = 12;
  while (at < length && message[at]) {
    if (message[at] > 63) return 0;
    at += message[at] + 1;
  }
  if (at + 5 > length) return 0;
  int is_address = message[at + 1] == 0 && message[at + 2] == 1;
  at += 5;
  message[2] = 0x84 | (message[2] & 1);
  message[3] = 0x80;
  memset(message + 6, 0, 6);
  message[is_address ? 7 : 9] = 1;
  const unsigned char *record = is_address ? ADDRESS_RECORD : SOA_RECORD;
  int record_length = is_address ? sizeof ADDRESS_RECORD : sizeof SOA_RECORD;
  memcpy(message + at, record, record_length);
  return at + record_length;
}

static void serve(int link) {
  static struct mmsghdr headers[BATCH];
  static struct iovec vectors[BATCH];
  static struct sockaddr_in peers[BATCH];
  static unsigned char buffers[BATCH][MESSAGE_MAX];
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      vectors[i] = (struct iovec){buffers[i], MESSAGE_MAX};
      headers[i].msg_hdr = (struct msghdr){.msg_name = &peers[i], .msg_namelen = sizeof peers[i], .msg_iov = &vectors[i], .msg_iovlen = 1};
    }
    int received = recvmmsg(link, headers, BATCH, MSG_WAITFORONE, 0), answered = 0;
    for (int i = 0; i < received; i++) {
      int length = answer(buffers[i], headers[i].msg_len);
      if (!length) continue;
      vectors[i].iov_len = length;
      headers[answered++].msg_hdr = headers[i].msg_hdr;
    }
    for (int sent = 0; sent < answered;) {
      int now = sendmmsg(link, headers + sent, answered - sent, 0);
      sent += now > 0 ? now : 1; // what cannot be sent is lost
    }
  }
}

int main(int count, char **arguments) {
  if (count < 2) return fprintf(stderr, "usage: fastauth PORT [ADDRESS]\n"), 2;
  int link = socket(AF_INET, SOCK_DGRAM, 0), size = 4 << 20;
  setsockopt(link, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1]))};
  inet_pton(AF_INET, count > 2 ? arguments[2] : "127.0.0.1", &here.sin_addr);
  if (bind(link, (struct sockaddr *)&here, sizeof here)) return perror("bind"), 1;
  serve(link);
}
