package dev.errand.bench.postgres;

import dev.errand.app.config.DatabaseAddress;
import dev.errand.migrations.Migrator;
import dev.errand.migrations.MigratorSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One side's database. Each call has a connection of its own, so none stays open while others are
 * measured. May be used from any thread.
 */
public final class Database {

  private final DatabaseAddress address;

  Database(DatabaseAddress address) {
    this.address = address;
  }

  /** Where it is. */
  public DatabaseAddress address() {
    return address;
  }

  /** Its name. */
  public String name() {
    return address.name();
  }

  /** As {@code DATABASE_URL} wants it. */
  public String url() {
    return "postgresql://%s@%s:%d/%s?sslmode=disable"
        .formatted(address.user(), address.host(), address.port(), address.name());
  }

  /** A new connection, for the caller to close. */
  public Connection connect() throws SQLException {
    return Server.connect(address);
  }

  /** Gives it Errand's tables. */
  public void migrate() {
    new Migrator(MigratorSettings.of(address.jdbcUrl(), address.user(), null), notice -> {})
        .migrate();
  }

  /** Runs a statement. */
  public void execute(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The one number that a query answers with. */
  public long number(String sql) {
    return one(sql, row -> row.getLong(1));
  }

  /** The one text that a query answers with. */
  public String text(String sql) {
    return one(sql, row -> row.getString(1));
  }

  /** The one row that a query answers with. */
  public <T> T one(String sql, Reader<T> reader) {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new IllegalStateException("no row from " + sql);
      }
      return reader.read(rows);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The numbers in the first column of what a query answers with. */
  public List<Long> numbers(String sql) {
    var numbers = new ArrayList<Long>();
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return numbers;
  }

  /** The different texts in the first column of what a query answers with. */
  public Set<String> texts(String sql) {
    var texts = new HashSet<String>();
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return texts;
  }

  /** Makes a value of the row that a result set stands on. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads it. */
    T read(ResultSet row) throws SQLException;
  }

  /** How far the server's write-ahead log has come, in bytes. */
  public long walPosition() {
    return number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
  }

  /**
   * Does the vacuuming and checkpointing that this database has brought up, so that it does not
   * fall into the turn of the next side.
   */
  public void settle() {
    execute("vacuum (analyze)");
    execute("checkpoint");
  }

  /**
   * Has the server count the statements of sessions that begin here from now on, which costs each
   * of them a little.
   */
  public void countStatements() {
    execute("create extension if not exists pg_stat_statements");
    execute("alter database %s set \"pg_stat_statements.track\" = top".formatted(name()));
  }

  /**
   * Has the server log how each statement of sessions that begin here from now on was carried out.
   */
  public void logPlans() {
    for (var setting :
        List.of(
            "session_preload_libraries = 'auto_explain'",
            "\"auto_explain.log_min_duration\" = 0",
            "\"auto_explain.log_analyze\" = on",
            "\"auto_explain.log_buffers\" = on",
            "\"auto_explain.log_parameter_max_length\" = 0")) {
      execute("alter database %s set %s".formatted(name(), setting));
    }
  }

  /** How many statements have been counted here. */
  public long statements() {
    return number(
        """
        select coalesce(sum(calls), 0) from pg_stat_statements s
        join pg_database d on d.oid = s.dbid where d.datname = current_database()
        """);
  }

  /**
   * How many row versions have died here, vacuumed since or not. Sessions report late: read it when
   * all have ended.
   */
  public long deadVersions() {
    return number("select coalesce(sum(n_tup_upd + n_tup_del), 0) from pg_stat_user_tables");
  }
}
