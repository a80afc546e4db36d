# SPDX-License-Identifier: ISC

# Runtime directories, processes and deadlines, for the tests of this layer and of app.
check_LIBRARIES += tests/ipc/libscene.a
tests_ipc_libscene_a_SOURCES = \
	tests/ipc/queues.c tests/ipc/queues.h \
	tests/ipc/hugepage.c tests/ipc/hugepage.h \
	tests/ipc/refusal.c tests/ipc/refusal.h \
	tests/ipc/roomscene.c tests/ipc/roomscene.h \
	tests/ipc/scene.c tests/ipc/scene.h

TEST_SCENE_LIBS = tests/ipc/libscene.a $(TEST_IPC_LIBS)

check_PROGRAMS += \
	tests/ipc/test_bell \
	tests/ipc/test_board \
	tests/ipc/test_card \
	tests/ipc/test_confine \
	tests/ipc/test_direntry \
	tests/ipc/test_door \
	tests/ipc/test_group \
	tests/ipc/test_inbox \
	tests/ipc/test_knock \
	tests/ipc/test_link \
	tests/ipc/test_mail_refusal \
	tests/ipc/test_mailbox \
	tests/ipc/test_mailspool \
	tests/ipc/test_mailwait \
	tests/ipc/test_mqpair \
	tests/ipc/test_post \
	tests/ipc/test_process \
	tests/ipc/test_reap \
	tests/ipc/test_refusal \
	tests/ipc/test_roomname \
	tests/ipc/test_roomsweep \
	tests/ipc/test_rundir \
	tests/ipc/test_segment \
	tests/ipc/test_slot

tests_ipc_test_bell_SOURCES = tests/ipc/test_bell.c
tests_ipc_test_bell_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_board_SOURCES = tests/ipc/test_board.c
tests_ipc_test_board_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_card_SOURCES = tests/ipc/test_card.c
tests_ipc_test_card_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_confine_SOURCES = tests/ipc/test_confine.c
tests_ipc_test_confine_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_door_SOURCES = tests/ipc/test_door.c
tests_ipc_test_door_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_direntry_SOURCES = tests/ipc/test_direntry.c
tests_ipc_test_direntry_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_group_SOURCES = tests/ipc/test_group.c
tests_ipc_test_group_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_inbox_SOURCES = tests/ipc/test_inbox.c
tests_ipc_test_inbox_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_knock_SOURCES = tests/ipc/test_knock.c
tests_ipc_test_knock_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_link_SOURCES = tests/ipc/test_link.c
tests_ipc_test_link_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_mail_refusal_SOURCES = tests/ipc/test_mail_refusal.c
tests_ipc_test_mail_refusal_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_mailbox_SOURCES = tests/ipc/test_mailbox.c
tests_ipc_test_mailbox_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_mailspool_SOURCES = tests/ipc/test_mailspool.c
tests_ipc_test_mailspool_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_mailwait_SOURCES = tests/ipc/test_mailwait.c
tests_ipc_test_mailwait_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_mqpair_SOURCES = tests/ipc/test_mqpair.c
tests_ipc_test_mqpair_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_post_SOURCES = tests/ipc/test_post.c
tests_ipc_test_post_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_process_SOURCES = tests/ipc/test_process.c
tests_ipc_test_process_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_reap_SOURCES = tests/ipc/test_reap.c
tests_ipc_test_reap_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_refusal_SOURCES = tests/ipc/test_refusal.c
tests_ipc_test_refusal_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_roomname_SOURCES = tests/ipc/test_roomname.c
tests_ipc_test_roomname_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_roomsweep_SOURCES = tests/ipc/test_roomsweep.c
tests_ipc_test_roomsweep_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_rundir_SOURCES = tests/ipc/test_rundir.c
tests_ipc_test_rundir_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_segment_SOURCES = tests/ipc/test_segment.c
tests_ipc_test_segment_LDADD = $(TEST_SCENE_LIBS)
tests_ipc_test_slot_SOURCES = tests/ipc/test_slot.c
tests_ipc_test_slot_LDADD = $(TEST_SCENE_LIBS)
