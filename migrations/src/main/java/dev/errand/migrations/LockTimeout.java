package dev.errand.migrations;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Keeps a statement that changes a busy table from queueing for its lock: all other traffic on the
 * table would queue behind it. A file that must wait longer sets its own lock_timeout.
 */
final class LockTimeout extends BaseCallback {

  private final Duration timeout;

  LockTimeout(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.AFTER_CONNECT;
  }

  @Override
  public void handle(Event event, Context context) {
    try (Statement statement = context.getConnection().createStatement()) {
      statement.execute("set lock_timeout = " + timeout.toMillis());
    } catch (SQLException e) {
      throw new FlywayException(e);
    }
  }
}
