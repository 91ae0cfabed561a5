#include "server/backups.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace kyodo::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBegins = "kyodo-", kEnds = ".db";

std::string name_of(LocalDate day) {
  return fmt::format("{}{}{}", kBegins, to_string(day), kEnds);
}

// Files of other names are somebody else's.
bool is_backup(const std::string& name) {
  if (!name.starts_with(kBegins) || !name.ends_with(kEnds) || name.size() <= kBegins.size() + kEnds.size())
    return false;
  return parse_date(name.substr(kBegins.size(), name.size() - kBegins.size() - kEnds.size())).has_value();
}

TimePoint time_of(const calendar::Calendar& calendar, LocalDate day, const std::string& clock) {
  return calendar::at_time(calendar, day, std::stoi(clock.substr(0, 2)), std::stoi(clock.substr(3)));
}

void take_away_old(const fs::path& folder, std::size_t kept) {
  std::vector<fs::path> all;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder, ec))
    if (is_backup(entry.path().filename().string())) all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i + kept < all.size(); ++i) fs::remove(all[i], ec);
}

}  // namespace

Result<std::optional<Text>> back_up_if_due(cli::Context& context, const cli::Settings& settings,
                                           runtime::Store& store, const calendar::Calendar& calendar,
                                           TimePoint now) {
  const auto& wanted = settings.server;
  if (wanted.backup_folder.empty()) return std::optional<Text>{};
  const LocalDate today = calendar::local_date(calendar, now);
  const fs::path folder = fs::path(context.home()) / wanted.backup_folder, file = folder / name_of(today);
  std::error_code ec;
  if (now < time_of(calendar, today, wanted.backup_at) || fs::exists(file, ec)) return std::optional<Text>{};
  fs::create_directories(folder, ec);
  auto copied = context.machine().databases.backup(context.database(), file.string(), now);
  if (!copied) return copied.error();
  store.begin_write();
  store.put(runtime::Meta{"last_backup", std::to_string(now.ms)});
  store.commit();
  take_away_old(folder, static_cast<std::size_t>(wanted.backup_keep));
  const std::string head = fmt::format("{}:{}", copied->entries, copied->head);
  return std::optional(Text{fmt::format("バックアップ {} を取りました({})。", file.string(), head),
                            fmt::format("Made the backup {} ({}).", file.string(), head)});
}

}  // namespace kyodo::server
