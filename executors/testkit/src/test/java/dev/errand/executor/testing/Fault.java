package dev.errand.executor.testing;

/** What can be wrong with an executor, and the test of the contract that must say so. */
enum Fault {
  UNLISTED("is_found_by_the_service_loader"),
  CHANGES_ITS_TYPE("describes_itself_the_same_each_time"),
  TIMEOUT_OF_A_WEEK("has_a_name_limits_and_retries_that_the_service_takes"),
  NO_JSON_SCHEMA("its_schema_accepts_its_examples_and_explains_its_members"),
  REFUSED_EXAMPLE("its_schema_accepts_its_examples_and_explains_its_members"),
  UNEXPLAINED_MEMBER("its_schema_accepts_its_examples_and_explains_its_members"),
  RETURNS_NULL("its_examples_complete_with_a_result_that_can_be_kept"),
  RESULT_OF_TWO_MEBIBYTES("its_examples_complete_with_a_result_that_can_be_kept"),
  RESULT_THAT_IS_NO_JSON("its_examples_complete_with_a_result_that_can_be_kept"),
  RESULT_WITH_NUL("its_examples_complete_with_a_result_that_can_be_kept"),
  NEGATIVE_USAGE("its_examples_complete_with_a_result_that_can_be_kept"),
  CANNOT_READ_ITS_MEMORY("the_next_run_finds_its_way_about_what_the_last_one_remembered"),
  IGNORES_CANCELLATION("ends_when_its_task_is_cancelled"),
  IGNORES_ITS_DEADLINE("ends_at_its_deadline"),
  GIVES_UP_AT_ONCE("an_upstream_that_cannot_be_reached_is_worth_another_attempt"),
  STAYS_BROKEN("an_upstream_that_cannot_be_reached_is_worth_another_attempt"),
  DROPS_RETRY_AFTER("an_upstream_that_is_swamped_is_worth_another_attempt_when_it_says"),
  VAGUE_CODE("an_upstream_that_is_swamped_is_worth_another_attempt_when_it_says"),
  RETRIES_THE_FORBIDDEN("what_the_egress_rules_forbid_is_not_tried_again"),
  TRUSTS_ANY_ANSWER("an_answer_that_makes_no_sense_ends_clearly"),
  NEEDS_AN_OPTIONAL_MEMBER("whatever_its_schema_accepts_ends_in_an_outcome"),
  KEEPS_THE_CONFIG_IN_A_FIELD("executions_at_the_same_time_do_not_mix"),
  LOGS_ITS_TOKEN("tells_no_secret"),
  TELLS_THE_AUTHORS_PASSWORD("tells_no_secret");

  final String foundBy;

  Fault(String foundBy) {
    this.foundBy = foundBy;
  }
}
