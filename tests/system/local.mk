# SPDX-License-Identifier: ISC

system_tests = \
	tests/system/session.test \
	tests/system/delivery.test \
	tests/system/leaving.test \
	tests/system/killed.test \
	tests/system/limits.test \
	tests/system/seats.test \
	tests/system/refusals.test \
	tests/system/hostile.test \
	tests/system/viewers.test \
	tests/system/chat.test \
	tests/system/chat_panes.test \
	tests/system/chat_ends.test \
	tests/system/chat_terminal.test \
	tests/system/chat_files.test \
	tests/system/chat_keys.test \
	tests/system/plain.test \
	tests/system/manual.test \
	tests/system/scripts.test

TESTS += $(system_tests)
EXTRA_DIST += tests/system/lib.sh tests/system/window.sh $(system_tests)
