/* SPDX-License-Identifier: ISC */
/*
 * The board: a System V segment in which one peer publishes and that any number of viewers read.
 *
 * It holds the ring of records (what happened, core/ring.h) and the status (how things are now).
 * The status is state, not history, so a viewer that comes late or was lapped has it complete: who
 * holds the seat, who is opposite, how far messages have been delivered, and how it ended.
 *
 * The layout is compiled in. A viewer attaches for reading only and believes nothing before it was
 * copied out and checked.
 */
#ifndef IPC_BOARD_H
#define IPC_BOARD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/record.h"
#include "core/ring.h"
#include "ipc/segment.h"

/* Bytes of the ring. Pages that were never written cost nothing. */
#define BOARD_RING_SIZE (16u << 20)
/* The segment's size: an odd number, by which a leftover of ours is known, see ipc/segment.h. */
#define BOARD_SIZE (4096u + BOARD_RING_SIZE + 1523u)

enum board_state {
	BOARD_WAITING, /* nobody is opposite, or no member in the room */
	BOARD_TALKING, /* somebody is */
	BOARD_ENDED,   /* the peer, or the hub, has left; nothing more will come */
};

enum board_logged {
	BOARD_NOT_LOGGED = 0, /* no log is kept */
	BOARD_LOGGED = 1,     /* all records are in the log, too, see app/logfile.h */
	BOARD_LOG_FAILS = 2,  /* one is kept, but can't be written now */
};

struct board_status {
	enum board_state state;
	pid_t pid;       /* of the peer */
	pid_t other_pid; /* of the one opposite; the last one when there is none now; 0: never any
			  */
	char nick[RECORD_FROM_MAX + 1];
	char other_nick[RECORD_FROM_MAX + 1];
	uint64_t records;   /* on the board, up to the newest */
	uint64_t said;      /* the last message of this seat, by its number on the wire */
	uint64_t delivered; /* up to here the other side has them */
	uint64_t read;      /* up to here a person there has seen them */
	uint64_t seen;      /* of incoming, those that a person here has seen */
	uint64_t typing;    /* 1: somebody there is typing */
	uint64_t queued;    /* bytes that wait to be delivered */
	uint64_t epoch;     /* names the numbers of this seat's records and messages */
	uint64_t incoming;  /* messages of the other side, as this seat counts them */
	uint64_t leaving;   /* 1: the peer is about to end */
	uint64_t logged;    /* enum board_logged */
	uint64_t members;   /* of a room; its topic is other_nick, its name nick */
	char away[RECORD_AWAY_MAX + 1];       /* why nobody is here; empty: somebody is */
	char other_away[RECORD_AWAY_MAX + 1]; /* the same there */
};

struct board {
	struct segment segment;
	struct ring_writer ring;
	uint64_t records;
	uint64_t generation; /* of the status */
	size_t gathered;     /* bytes of the segment that were to become huge pages */
	uint64_t gather_at;  /* the ring's position from which on there is to be another one */
	uint64_t entry[(RECORD_SIZE_MAX + 7) / 8];
};

/* Creates a board of this nonce, which is not 0. Returns 0 or the errors of segment_create(). */
int board_create(struct board *board, uint64_t nonce);
/* The same for readers of a group as well, see segment_create_for(). */
int board_create_for(struct board *board, uint64_t nonce, gid_t group);

/*
 * What remains to be done of it where board->segment is there: its address is that of BOARD_SIZE
 * zero bytes, on the boundary of a page. Returns 0.
 */
int board_begin(struct board *board, uint64_t nonce);

void board_close(struct board *board);

/* Adds a record; its seq is set. Readers do not see it yet. Returns 0 or -EMSGSIZE. */
int board_put(struct board *board, struct record *record);

/*
 * Has the records go on behind seq, the last of an earlier board. board_restore() adds a record of
 * that one with the number that it had; the numbers rise. Errors as for board_put().
 */
void board_resume(struct board *board, uint64_t seq);
int board_restore(struct board *board, const struct record *record);

/* Lets readers see the records and this status; its count of records is filled in. */
void board_publish(struct board *board, const struct board_status *status);

struct board_reader {
	struct segment segment;
	struct ring_reader ring;
	uint64_t next; /* the seq that is expected, 0 before the first record */
	uint64_t entry[(RECORD_SIZE_MAX + 7) / 8];
};

/*
 * Attaches a board. Returns 0, -ENOENT where it is gone, -EPERM where it is another account's,
 * -EBADMSG where it is none of ours or its nonce is another.
 */
int board_reader_open(struct board_reader *reader, int id, uint64_t nonce);
/* The same of a board that a certain account has created, see segment_attach_of(). */
int board_reader_open_of(struct board_reader *reader, int id, uint64_t nonce, uid_t creator);

/* What remains to be done of it where reader->segment is attached. Returns 0 or -EBADMSG. */
int board_reader_begin(struct board_reader *reader, uint64_t nonce);

void board_reader_close(struct board_reader *reader);

/* The same in memory of its own; NULL where it fails. board_reader_free() takes NULL as well. */
struct board_reader *board_reader_new(int id, uint64_t nonce);
struct board_reader *board_reader_new_of(int id, uint64_t nonce, uid_t creator);
void board_reader_free(struct board_reader *reader);

/* Bytes that the records on the board take, of BOARD_RING_SIZE. */
uint64_t board_reader_fill(const struct board_reader *reader);

/*
 * The next record, and how many were missed before it. The strings are valid until the next call.
 * Returns 1, 0 where there is none yet, or -EBADMSG: something on the board is damaged and was
 * passed over.
 */
int board_reader_next(struct board_reader *reader, struct record *record, uint64_t *missed);

/* Copies the status. Returns 0, or -EBADMSG where there is no sound one. */
int board_reader_status(const struct board_reader *reader, struct board_status *status);

#endif
