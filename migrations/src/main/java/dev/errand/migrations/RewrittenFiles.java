package dev.errand.migrations;

import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Knows the files that were written anew after they had been applied somewhere, to the same schema:
 * V16 first used what PostgreSQL has from 17 on only. Where its first form was applied, the record
 * takes the checksum of the second.
 */
final class RewrittenFiles extends BaseCallback {

  private static final String ADOPT =
      """
      do $$
      begin
        if to_regclass('%1$s') is not null then
          update %1$s set checksum = 238500137 where version = '16' and checksum = 936778456;
        end if;
      end $$
      """
          .formatted(Migrator.HISTORY_TABLE);

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_VALIDATE;
  }

  @Override
  public void handle(Event event, Context context) {
    try (Statement statement = context.getConnection().createStatement()) {
      statement.execute(ADOPT);
    } catch (SQLException e) {
      throw new FlywayException(e);
    }
  }
}
