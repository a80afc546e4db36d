# SPDX-License-Identifier: ISC
#
# The few macros that configure.ac needs beyond Autoconf's, Automake's and pkg-config's own.

# SHMOOZE_CC_FLAGS(VARIABLE, FLAGS)
# Appends to VARIABLE those of FLAGS that the C compiler takes without a word, and substitutes it.
# -Werror is in force meanwhile: clang only warns of a flag that it doesn't know.
AC_DEFUN([SHMOOZE_CC_FLAGS], [
AC_LANG_ASSERT([C])
for shmooze_flag in m4_normalize([$2]); do
	AC_MSG_CHECKING([whether $CC takes $shmooze_flag])
	shmooze_cflags=$CFLAGS
	CFLAGS="$CFLAGS -Werror $shmooze_flag"
	AC_COMPILE_IFELSE([AC_LANG_PROGRAM()],
		[AC_MSG_RESULT([yes]); $1="${$1:+$$1 }$shmooze_flag"],
		[AC_MSG_RESULT([no])])
	CFLAGS=$shmooze_cflags
done
AC_SUBST([$1])
])

# SHMOOZE_NEED_LINK(VARIABLE, FLAGS)
# Appends FLAGS, which are for the compiler and the linker, to VARIABLE. Stops when they don't work.
AC_DEFUN([SHMOOZE_NEED_LINK], [
AC_LANG_ASSERT([C])
AC_MSG_CHECKING([whether $CC takes $2])
shmooze_cflags=$CFLAGS
CFLAGS="$CFLAGS $2"
AC_LINK_IFELSE([AC_LANG_PROGRAM()],
	[AC_MSG_RESULT([yes])],
	[AC_MSG_RESULT([no]); AC_MSG_ERROR([$CC can't link with $2])])
CFLAGS=$shmooze_cflags
$1="${$1:+$$1 }$2"
])

# SHMOOZE_ARG_DIR(OPTION, VARIABLE, DEFAULT)
# --with-OPTION=DIR sets VARIABLE; --without-OPTION empties it, and nothing is installed there.
AC_DEFUN([SHMOOZE_ARG_DIR], [
AC_ARG_WITH([$1], [AS_HELP_STRING([--with-$1=DIR], [completions go there @<:@$3@:>@])],
	[], [with_[]m4_translit([$1], [-], [_])=yes])
AS_CASE([$with_[]m4_translit([$1], [-], [_])],
	[yes], [$2='$3'],
	[no], [$2=],
	[$2=$with_[]m4_translit([$1], [-], [_])])
AC_SUBST([$2])
])
