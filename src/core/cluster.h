/* SPDX-License-Identifier: ISC */
/*
 * Grapheme clusters: what a person takes for one character (Unicode Standard Annex 29, extended
 * clusters, as utf8proc knows them). A cursor moves by clusters, and a text is cut between them.
 *
 * Text is valid UTF-8; invalid bytes do no harm, each is a cluster of its own. Positions are byte
 * offsets.
 */
#ifndef CORE_CLUSTER_H
#define CORE_CLUSTER_H

#include <stddef.h>

/* The end of the cluster that begins at pos; n where nothing follows. */
size_t cluster_next(const char *s, size_t n, size_t pos);

/*
 * The start of the cluster that ends at pos, or that pos is within; 0 at the start. Reads back no
 * further than to the first place where a cluster must begin.
 */
size_t cluster_prev(const char *s, size_t n, size_t pos);

/*
 * Where to cut s so that at most limit bytes come before the cut: the last cluster boundary there.
 * If the first cluster alone is longer, it is the last character boundary, which is 0 only where
 * limit is less than the first character. Takes time in proportion to limit at worst, and usually
 * to the length of one cluster.
 */
size_t cluster_cut(const char *s, size_t n, size_t limit);

#endif
