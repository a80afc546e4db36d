# SPDX-License-Identifier: ISC

check_LIBRARIES += tests/app/libcapture.a
tests_app_libcapture_a_SOURCES = tests/app/capture.c tests/app/capture.h tests/app/stations.h \
	tests/app/addresses.h

TEST_APP_SCENE_LIBS = tests/app/libcapture.a tests/ipc/libscene.a $(TEST_APP_LIBS)

TEST_APP_HALLS = tests/app/halls.c tests/app/halls.h

check_PROGRAMS += \
	tests/app/test_chat \
	tests/app/test_chime \
	tests/app/test_complete \
	tests/app/test_compose \
	tests/app/test_configuration \
	tests/app/test_cursor \
	tests/app/test_doctor \
	tests/app/test_external \
	tests/app/test_fail \
	tests/app/test_input \
	tests/app/test_launch \
	tests/app/test_login \
	tests/app/test_logfile \
	tests/app/test_logind \
	tests/app/test_logwriter \
	tests/app/test_loop \
	tests/app/test_manual \
	tests/app/test_membership \
	tests/app/test_notify \
	tests/app/test_options \
	tests/app/test_output \
	tests/app/test_places \
	tests/app/test_postbox \
	tests/app/test_poster \
	tests/app/test_roll \
	tests/app/test_seatfile \
	tests/app/test_seatlog \
	tests/app/test_sending \
	tests/app/test_signals \
	tests/app/test_source \
	tests/app/test_statefile \
	tests/app/test_station \
	tests/app/test_talk \
	tests/app/test_texts \
	tests/app/test_watch \
	tests/app/test_worker

tests_app_test_chat_SOURCES = tests/app/test_chat.c tests/app/puppet.c tests/app/puppet.h \
	tests/app/typist.c tests/app/typist.h $(TERM_EMULATOR)
tests_app_test_chat_LDADD = $(TEST_APP_SCENE_LIBS) -lpthread
tests_app_test_chime_SOURCES = tests/app/test_chime.c
tests_app_test_chime_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_complete_SOURCES = tests/app/test_complete.c
tests_app_test_complete_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_compose_SOURCES = tests/app/test_compose.c
tests_app_test_compose_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_configuration_SOURCES = tests/app/test_configuration.c
tests_app_test_configuration_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_cursor_SOURCES = tests/app/test_cursor.c
tests_app_test_cursor_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_doctor_SOURCES = tests/app/test_doctor.c
tests_app_test_doctor_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_external_SOURCES = tests/app/test_external.c
tests_app_test_external_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_fail_SOURCES = tests/app/test_fail.c
tests_app_test_fail_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_input_SOURCES = tests/app/test_input.c
tests_app_test_input_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_launch_SOURCES = tests/app/test_launch.c
tests_app_test_launch_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_login_SOURCES = tests/app/test_login.c
tests_app_test_login_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_logfile_SOURCES = tests/app/test_logfile.c
tests_app_test_logfile_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_logind_SOURCES = tests/app/test_logind.c
tests_app_test_logind_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_logwriter_SOURCES = tests/app/test_logwriter.c
tests_app_test_logwriter_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_loop_SOURCES = tests/app/test_loop.c
tests_app_test_loop_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_manual_SOURCES = tests/app/test_manual.c
tests_app_test_manual_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_membership_SOURCES = tests/app/test_membership.c $(TEST_APP_HALLS)
tests_app_test_membership_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_notify_SOURCES = tests/app/test_notify.c
tests_app_test_notify_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_options_SOURCES = tests/app/test_options.c
tests_app_test_options_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_output_SOURCES = tests/app/test_output.c
tests_app_test_output_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_places_SOURCES = tests/app/test_places.c
tests_app_test_places_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_postbox_SOURCES = tests/app/test_postbox.c
tests_app_test_postbox_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_poster_SOURCES = tests/app/test_poster.c
tests_app_test_poster_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_roll_SOURCES = tests/app/test_roll.c
tests_app_test_roll_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_seatfile_SOURCES = tests/app/test_seatfile.c
tests_app_test_seatfile_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_seatlog_SOURCES = tests/app/test_seatlog.c
tests_app_test_seatlog_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_sending_SOURCES = tests/app/test_sending.c
tests_app_test_sending_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_signals_SOURCES = tests/app/test_signals.c
tests_app_test_signals_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_source_SOURCES = tests/app/test_source.c
tests_app_test_source_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_statefile_SOURCES = tests/app/test_statefile.c
tests_app_test_statefile_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_station_SOURCES = tests/app/test_station.c
tests_app_test_station_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_talk_SOURCES = tests/app/test_talk.c
tests_app_test_talk_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_texts_SOURCES = tests/app/test_texts.c
tests_app_test_texts_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_watch_SOURCES = tests/app/test_watch.c
tests_app_test_watch_LDADD = $(TEST_APP_SCENE_LIBS)
tests_app_test_worker_SOURCES = tests/app/test_worker.c
tests_app_test_worker_LDADD = $(TEST_APP_SCENE_LIBS)
