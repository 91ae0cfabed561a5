#include "interpreter/parameters.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "interpreter/interpreter.h"

namespace kyodo::interpreter {

using datamodel::Item;

namespace {

std::string encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (std::isalnum(u) || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += kHex[u >> 4];
      out += kHex[u & 15];
    }
  }
  return out;
}

int digit(char c) {
  const auto u = static_cast<unsigned char>(c);
  if (std::isdigit(u)) return c - '0';
  return std::isxdigit(u) ? std::tolower(u) - 'a' + 10 : -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string text_of(const Item& item) {
  if (item.kind == Item::Kind::xml) return item.xml;
  if (item.kind == Item::Kind::undefined) return "";
  return item.json.is_string() ? std::string(item.json.get_string()) : to_text(item.json);
}

void append(std::string& form, const std::string& name, const std::string& value) {
  form += (form.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
}

}  // namespace

JsonObject object_of(Parameters parameters) {
  JsonObject object;
  for (auto& [name, item] : parameters) {
    if (item.kind == Item::Kind::json) object.insert_or_assign(name, std::move(item.json));
    if (item.kind == Item::Kind::xml) object.insert_or_assign(name, item.xml);
  }
  return object;
}

bool has_doubles(const Parameters& parameters) {
  for (auto one = parameters.begin(); one != parameters.end(); ++one)
    if (std::any_of(parameters.begin(), one, [&](const auto& other) { return other.first == one->first; }))
      return true;
  return false;
}

std::string form_of(const std::string& event, const Parameters& parameters) {
  std::string form;
  if (!event.empty()) append(form, kHttpEventName, event);
  for (const auto& [name, item] : parameters) append(form, name, text_of(item));
  return form;
}

std::string form_of(const std::string& event, const Item& content) {
  std::string form;
  if (!event.empty()) append(form, kHttpEventName, event);
  return form + (form.empty() ? "" : "&") + encoded(text_of(content));
}

Form read_form(std::string_view body) {
  Form form;
  JsonObject object;
  std::optional<Item> content;
  while (!body.empty()) {
    const std::string_view part = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(part.size() + 1, body.size()));
    const std::size_t equals = part.find('=');
    if (part.empty()) continue;
    if (equals == std::string_view::npos) {
      content = datamodel::item_of_text(decoded(part));
      continue;
    }
    const std::string name = decoded(part.substr(0, equals)), value = decoded(part.substr(equals + 1));
    if (name == kHttpEventName)
      form.events.push_back(value);
    else
      object.insert_or_assign(name, value);
  }
  if (!object.empty())
    form.data = {Item::Kind::json, std::move(object), {}};
  else if (content)
    form.data = std::move(*content);
  return form;
}

}  // namespace kyodo::interpreter
