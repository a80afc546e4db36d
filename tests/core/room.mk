# SPDX-License-Identifier: ISC

check_PROGRAMS += \
	tests/core/test_hub \
	tests/core/test_hub_call \
	tests/core/test_member \
	tests/core/test_request

ROOM_SOURCES = tests/core/hub_room.c tests/core/hub_room.h tests/core/hub_check.h

tests_core_test_hub_SOURCES = tests/core/test_hub.c $(ROOM_SOURCES) $(STARVE_SOURCES)
tests_core_test_hub_LDFLAGS = $(WRAP_REALLOC)
tests_core_test_hub_LDADD = $(TEST_CORE_LIBS)
tests_core_test_hub_call_SOURCES = tests/core/test_hub_call.c $(ROOM_SOURCES) $(STARVE_SOURCES)
tests_core_test_hub_call_LDFLAGS = $(WRAP_REALLOC)
tests_core_test_hub_call_LDADD = $(TEST_CORE_LIBS)
tests_core_test_member_SOURCES = tests/core/test_member.c tests/core/hub_check.h tests/core/prng.h
tests_core_test_member_LDADD = $(TEST_CORE_LIBS)
tests_core_test_request_SOURCES = tests/core/test_request.c tests/core/prng.h
tests_core_test_request_LDADD = $(TEST_CORE_LIBS)
