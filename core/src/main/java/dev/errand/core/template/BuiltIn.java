package dev.errand.core.template;

import dev.errand.core.template.Template.Timeline;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The templates that every tenant has. */
final class BuiltIn {

  private static final Timeline SINCE =
      new Timeline(
          "system:templates",
          1,
          Instant.parse("2026-01-01T00:00:00Z"),
          Instant.parse("2026-01-01T00:00:00Z"));

  private static final String MEMBERS =
      """
      [
        {
          "key": "tpl_todo_basic", "name": "Basic to-do", "category": "productivity", "type": "todo",
          "description": "Something to be done by a day.",
          "required_fields": ["name", "due_date"],
          "optional_fields": ["description", "priority", "tags", "assigned_to", "reminder_time"]
        },
        {
          "key": "tpl_reminder_simple", "name": "Simple reminder", "category": "productivity",
          "type": "reminder", "description": "Reminds its owner or assignee at a time.",
          "required_fields": ["reminder_time"], "optional_fields": ["name", "reminder_message"],
          "fills": {"run_at": "reminder_time", "config.reminder_message": "name"},
          "credits_per_run": 0.1
        },
        {
          "key": "tpl_daily_weather", "name": "Daily weather", "category": "information",
          "type": "weather", "description": "The weather of a place, every morning.",
          "required_fields": ["location"],
          "optional_fields": ["name", "units", "forecast_days", "language", "schedule"],
          "default_config": {"units": "metric", "forecast_days": 1},
          "default_schedule": {"type": "daily", "time": "08:00"},
          "credits_per_run": 0.5
        },
        {
          "key": "tpl_daily_news", "name": "Daily news", "category": "information", "type": "news",
          "description": "What the newspapers of some categories say, every morning.",
          "required_subscription_level": "basic",
          "optional_fields": ["name", "categories", "sources", "language", "max_articles", "schedule"],
          "default_config": {"max_articles": 20},
          "default_schedule": {"type": "daily", "time": "09:00"},
          "credits_per_run": 1
        },
        {
          "key": "tpl_calendar_event", "name": "Calendar event", "category": "productivity",
          "type": "calendar_event", "description": "An event as an iCalendar file.",
          "required_subscription_level": "basic",
          "required_fields": ["start_time", "end_time"],
          "optional_fields": ["name", "event_title", "description"],
          "fills": {"config.event_title": "name", "config.event_time": "start_time"},
          "credits_per_run": 0.2
        },
        {
          "key": "tpl_price_tracker", "name": "Price tracker", "category": "monitoring",
          "type": "price_tracker", "description": "Watches the price of a product.",
          "required_subscription_level": "pro",
          "required_fields": ["product_url", "target_price"], "optional_fields": ["name", "schedule"],
          "credits_per_run": 2
        },
        {
          "key": "tpl_news_monitor", "name": "News monitor", "category": "monitoring",
          "type": "news_monitor", "description": "Watches the news for words, every hour.",
          "required_subscription_level": "pro",
          "required_fields": ["keywords"],
          "optional_fields": ["name", "categories", "sources", "match", "schedule"],
          "default_schedule": {"type": "hourly"},
          "credits_per_run": 3
        },
        {
          "key": "tpl_weather_alert", "name": "Weather alert", "category": "monitoring",
          "type": "weather_alert", "description": "Warns of the weather of a place.",
          "required_subscription_level": "pro",
          "required_fields": ["location"],
          "optional_fields": ["name", "alert_conditions", "schedule"],
          "default_config": {"alert_conditions": {
            "temperature": {"operator": ">", "value": 35},
            "wind_speed": {"operator": ">", "value": 50}}},
          "credits_per_run": 1.5
        },
        {
          "key": "tpl_custom_webhook", "name": "Custom webhook", "category": "automation",
          "type": "webhook", "description": "Calls an address, again and again.",
          "required_subscription_level": "enterprise",
          "required_fields": ["webhook_url", "schedule"],
          "optional_fields": ["name", "method", "headers", "body"],
          "fills": {"config.url": "webhook_url"},
          "credits_per_run": 5
        }
      ]
      """;

  static final List<Template> ALL =
      new JsonArray(MEMBERS).stream().map(each -> template((JsonObject) each)).toList();

  private BuiltIn() {}

  /** Its id follows from its key, so it is the same everywhere, for ever. */
  private static Template template(JsonObject members) {
    var key = members.getString("key");
    var id = UUID.nameUUIDFromBytes(("errand:" + key).getBytes(StandardCharsets.UTF_8));
    return Template.of(id, members, true, SINCE);
  }
}
