/* SPDX-License-Identifier: ISC */
/*
 * The ring of src/core/ring.c: one writer, a reader, and every order in which their accesses to
 * shared memory may come. Checked with spin by tests/model/check.
 *
 * What is as in ring.c: the three shared positions, the order in which writer and reader touch them
 * and the words, the two looks at intent, where a lapped reader goes on. Each access to shared
 * memory is a step of its own, between any two of which the other process may run.
 *
 * What is smaller:
 *
 *   - Positions count words, not bytes. The ring has CAPACITY words, an entry a head and one or
 *     two more; ENTRIES entries are put, which is up to two laps. 2^64 is out of sight, as it is in
 *     ring.c.
 *   - There is one reader. Readers only read: what one does, no other process sees.
 *   - A word is not its bytes but what is true of it: the position that it was written for (from),
 *     and what a reader takes it for, were it the head of an entry (claim, length). A word that is
 *     no head claims, for whoever says what an entry holds may choose that, to be the head of the
 *     entry one lap before or behind: the worst that it could claim.
 *
 * The memory of a real machine keeps less order than the one of this model. What ring.c asks of it
 * is here so: words of one entry are written, and copied, in any order (relaxed accesses); all else
 * is in the order of the program, since each of the other stores is a release, or has the fence of
 * one behind it, and each of the other loads an acquire. A load may give an older value than the
 * newest; that is the same as having come earlier.
 *
 * What has to hold, and is asserted:
 *
 *   - an entry that is delivered is whole, and all of its words are its own;
 *   - entries come in their order; one is left out only after the reader was told that it was lapped;
 *   - a reader never takes an honest ring for damaged, and its cursor never goes back;
 *   - whenever the writer ends, be it killed in the middle of an entry, the reader gets to the end of
 *     what was published (no end state but the proper one).
 *
 * Mutants, each of which has to fail:
 *
 *   NO_RECHECK    no second look at intent: copies that were overwritten meanwhile are delivered
 *   EARLY_TAIL    tail is raised before the words are written
 *   LATE_INTENT   intent is raised behind the words, as without the writer's fence
 */

#define CAPACITY 6
#define ENTRIES  4
#define POSITIONS 13 /* that ENTRIES entries may reach, and one more */

typedef word {
	byte from;
	short claim;
	byte length
};

/* Shared memory. */
word words[CAPACITY];
byte oldest, tail, intent;

/* What the writer alone knows; the reader's assertions look at it, the reader does not. */
byte lengths[POSITIONS]; /* of the entry that begins at a position */
byte numbers[POSITIONS]; /* and which one it is, from 1 */
bool ended;

inline write(position)
{
	atomic {
		words[(position) % CAPACITY].from = (position);
		if
		:: (position) == w_tail ->
			words[(position) % CAPACITY].claim = (position);
			words[(position) % CAPACITY].length = length
		:: else ->
			words[(position) % CAPACITY].claim = (position) + imitate;
			words[(position) % CAPACITY].length = 1
		fi
	}
}

/* The words from w_tail to end, in any order: each round writes one that is not written yet. */
inline copy_in()
{
	todo = (1 << (length + 1)) - 1;
	do
	:: todo & 1 -> write(w_tail); todo = todo & ~1
	:: todo & 2 -> write(w_tail + 1); todo = todo & ~2
	:: todo & 4 -> write(w_tail + 2); todo = todo & ~4
	:: todo == 0 -> break
	od
}

proctype writer()
{
	byte w_oldest = 0, w_tail = 0, end, length, todo, number = 0;
	short imitate;

	if
	:: imitate = CAPACITY
	:: imitate = -CAPACITY
	fi;
	do
	:: number == ENTRIES -> break
	:: break /* killed between two entries */
	:: number < ENTRIES ->
		atomic {
			number++;
			if
			:: length = 1
			:: length = 2
			fi;
			end = w_tail + 1 + length;
			lengths[w_tail] = length;
			numbers[w_tail] = number;
			/* make_room(): the writer reads what only it has written. */
			do
			:: end - w_oldest > CAPACITY -> w_oldest = w_oldest + 1 + lengths[w_oldest]
			:: else -> break
			od
		}
		oldest = w_oldest;
#ifndef LATE_INTENT
		intent = end;
#endif
#ifdef EARLY_TAIL
		tail = end;
#endif
		if
		:: goto killed /* in the middle of an entry */
		:: skip
		fi;
		copy_in();
#ifdef LATE_INTENT
		intent = end;
#endif
		w_tail = end;
		if
		:: tail = w_tail /* ring_publish() */
		:: skip          /* later, with more */
		fi
	od;
killed:
	ended = true
}

inline load_oldest(result)
{
	result = oldest;
	loaded = tail;
	if
	:: result > loaded -> result = loaded
	:: else
	fi
}

inline lapped()
{
	load_oldest(found);
	if
	:: found > cursor -> next = found
	:: else -> next = tail
	fi;
	assert(next >= cursor);
	cursor = next;
	was_lapped = true
}

/* Copies word i behind the head. */
inline copy(i)
{
	whole = whole && (words[(cursor + i) % CAPACITY].from == cursor + i)
}

proctype reader()
{
	byte cursor, seen, found, loaded, next, length, todo, last = 0;
	bool whole, was_lapped = false, ended_before;

	load_oldest(cursor);
	if
	:: cursor > 0 -> was_lapped = true /* it begins late */
	:: else
	fi;
	do
	:: ended_before = ended;
		seen = tail;
		if
		:: seen == cursor && ended_before -> break
		:: seen == cursor -> (tail != cursor || ended) /* sleeps until the bell */
		:: else ->
			assert(cursor < seen);
			if
			:: intent - cursor > CAPACITY -> lapped(); goto again
			:: else
			fi;
			atomic {
				whole = (words[cursor % CAPACITY].from == cursor);
				length = (words[cursor % CAPACITY].claim == cursor ->
					words[cursor % CAPACITY].length : 0)
			};
			todo = 0;
			if
			:: length > 0 && 1 + length <= seen - cursor -> todo = (1 << length) - 1
			:: else
			fi;
			do
			:: todo & 1 -> copy(1); todo = todo & ~1
			:: todo & 2 -> copy(2); todo = todo & ~2
			:: todo == 0 -> break
			od;
#ifndef NO_RECHECK
			if
			:: intent - cursor > CAPACITY -> lapped(); goto again
			:: else
			fi;
#endif
			atomic {
				assert(length > 0 && 1 + length <= seen - cursor); /* not damaged */
				assert(whole && length == lengths[cursor]);
				assert(numbers[cursor] > last);
				assert(was_lapped || numbers[cursor] == last + 1);
				last = numbers[cursor];
				was_lapped = false;
				cursor = cursor + 1 + length
			}
		fi;
again:		skip
	od
}

init
{
	atomic {
		run writer();
		run reader()
	}
}
