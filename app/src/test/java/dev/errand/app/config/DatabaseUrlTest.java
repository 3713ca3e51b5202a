package dev.errand.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUrlTest {

  @Test
  void reads_all_parts_of_a_url() {
    assertEquals(
        new DatabaseAddress(
            "db.example", 6432, "tasks", "app", "secret", "verify-full", "/etc/ca.pem"),
        DatabaseUrl.parse(
            "postgresql://app:secret@db.example:6432/tasks?sslmode=verify-full&sslrootcert=/etc/ca.pem"));
  }

  @Test
  void falls_back_to_the_usual_port_and_sslmode() {
    assertEquals(
        new DatabaseAddress("localhost", 5432, "tasks", "app", null, "prefer", null),
        DatabaseUrl.parse("postgres://app@localhost/tasks"));
  }

  @Test
  void decodes_percent_signs_and_leaves_plus_signs() {
    DatabaseAddress address = DatabaseUrl.parse("postgresql://a%40b:p%2Fw%3A+%25@h/my%20db");
    assertEquals("a@b", address.user());
    assertEquals("p/w:+%", address.password());
    assertEquals("jdbc:postgresql://h:5432/my%20db?sslmode=prefer", address.jdbcUrl());
  }

  @Test
  void reads_an_ipv6_address() {
    DatabaseAddress address = DatabaseUrl.parse("postgresql://u@[::1]:5433/d");
    assertEquals("::1", address.host());
    assertEquals("jdbc:postgresql://[::1]:5433/d?sslmode=prefer", address.jdbcUrl());
  }

  @Test
  void keeps_the_password_out_of_its_text() {
    assertFalse(DatabaseUrl.parse("postgresql://u:secret@h/d").toString().contains("secret"));
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://u@h/, database's name",
    "postgresql://u@h, database's name",
    "postgresql://h/d, must name a user",
    "postgresql://u@h/d?sslmode=maybe, other than disable",
    "postgresql://u@h/d?pool=3, 'the parameter ''pool'''",
  })
  void says_what_is_wrong(String url, String problem) {
    WrongValue wrong = assertThrows(WrongValue.class, () -> DatabaseUrl.parse(url));
    assertEquals(true, wrong.problem().contains(problem), wrong.problem());
  }

  @ParameterizedTest
  @CsvSource({"mysql://u@h/d", "h:5432/d", "postgresql:///d", "postgresql://u:p w@h/d"})
  void refuses_what_is_no_url_of_postgresql(String url) {
    assertThrows(IllegalArgumentException.class, () -> DatabaseUrl.parse(url));
  }
}
