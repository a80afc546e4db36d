/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ipc/confine.h"

/* The C library has no wrappers. The header may be older than the kernel, so these are here. */
#define ACCESS_FIRST    ((UINT64_C(1) << 13) - 1) /* from executing to making a symbolic link */
#define ACCESS_REFER    (UINT64_C(1) << 13)       /* version 2 */
#define ACCESS_TRUNCATE (UINT64_C(1) << 14)       /* version 3 */
#define ACCESS_DEVICES  (UINT64_C(1) << 15)       /* version 5, ioctl(2) */
#define NET_TCP         UINT64_C(3)               /* version 4: bind(2) and connect(2) */
#define SCOPE_ALL       UINT64_C(3)               /* version 6: abstract sockets, signals */

/* As of version 6; a kernel takes a longer one than it knows if the rest is 0. */
struct ruleset {
	uint64_t files, net, scoped;
};

static struct ruleset ruleset_of(long version)
{
	struct ruleset ruleset = {.files = ACCESS_FIRST};

	if (version >= 2)
		ruleset.files |= ACCESS_REFER;
	if (version >= 3)
		ruleset.files |= ACCESS_TRUNCATE;
	if (version >= 4)
		ruleset.net = NET_TCP;
	if (version >= 5)
		ruleset.files |= ACCESS_DEVICES;
	if (version >= 6)
		ruleset.scoped = SCOPE_ALL;
	return ruleset;
}

static int allow_beneath(int rules, const char *path)
{
	struct landlock_path_beneath_attr attr = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR};
	int error;

	attr.parent_fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (attr.parent_fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	error = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &attr, 0) < 0
			? -errno
			: 0;
	close(attr.parent_fd);
	return error;
}

int confine_files(const char *const *beneath, size_t count)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct ruleset ruleset = ruleset_of(version);
	int rules, error = 0;

	/* EOPNOTSUPP: it is there and switched off. */
	if (version < 1)
		return -ENOSYS;
	rules = (int)syscall(SYS_landlock_create_ruleset, &ruleset, sizeof(ruleset), 0);
	if (rules < 0)
		return -errno;
	for (size_t i = 0; i < count && error == 0; i++)
		error = allow_beneath(rules, beneath[i]);
	if (error == 0 && syscall(SYS_landlock_restrict_self, rules, 0) < 0)
		error = -errno;
	close(rules);
	return error;
}
