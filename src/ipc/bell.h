/* SPDX-License-Identifier: ISC */
/*
 * The bell: wakes any number of viewers with two calls.
 *
 * Ringing changes the times of a file, futimens(3); viewers watch that file with inotify(7). The
 * ringer registers nobody and does not notice who listens; a hundred rings that nobody has heard
 * yet are one event. The bell is a hint that something has changed. What, is on the board.
 *
 * It rings twice, for a ring wakes its listeners one by one, in an order that nobody chooses. Whom
 * a person looks at listens to the first ring; the second is for those who can wait until then. To
 * the kernel both times of a file are its attributes (IN_ATTRIB), and the time of its last change
 * alone is a change (IN_MODIFY): fsnotify_change() in its include/linux/fsnotify.h has it so, which
 * inotify(7) does not say and a test does.
 */
#ifndef IPC_BELL_H
#define IPC_BELL_H

/* Rings, as the owner of the file alone can. Returns 0 or a negative errno. */
int bell_ring(int fd);

/*
 * Begins to listen to the file of this descriptor. Returns a descriptor that is readable when the
 * bell has rung or the file was removed, or -EMFILE where the account's inotify instances are used
 * up (then look now and then), or another negative errno.
 */
int bell_listen(int fd);

/* The same for the second ring; that the file was removed it does not tell. */
int bell_listen_second(int fd);

/*
 * As bell_listen() for a process that listens for a moment, by dnotify, see F_NOTIFY in fcntl(2).
 * close(2) of an inotify descriptor, and exit(2) with one, waits for the kernel's readers of all
 * such lists: some 10 ms, which is longer than a short command takes otherwise. This descriptor is
 * closed at once, and takes no inotify instance. The price: it is readable for every file of the
 * same folder, and SIGIO is blocked in this thread from now on, as it has to be in all others.
 *
 * *folder is a descriptor to be closed beside the one that is returned. Otherwise a negative errno:
 * where the kernel knows no dnotify, or the file is no longer in its folder, listen as above.
 */
int bell_listen_briefly(int fd, int *folder);

/* Takes in the rings so far: the descriptor is no longer readable until the next. */
void bell_clear(int listener);

#endif
