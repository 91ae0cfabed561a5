// One cell of a list taken apart into the names of units it holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kyodo::office {

// For comparison of units below one parent: folded_name, and besides no middle dots and no difference between
// kana of either kind, ヶ and ケ, the sorts of dashes, 髙 and 高, 﨑 and 崎, こども/子供 and 子ども,
// 障がい/障碍 and 障害.
std::string spelling_key(std::string_view name);

// Whether a name ends as names of departments do (部, 局, 本部, 公室, 委員会), and so may stand before a
// section's name without a space, or as names of units in general (課, 室, センター, …).
bool ends_like_department(std::string_view name);
bool ends_like_unit(std::string_view name);

// One run of names between list marks (、 , / ; ｜ and line ends), each name in NFKC without spaces. Pieces
// that are no units by themselves are put together ("農　政　課", "地域 DX戦略室"); "・" parts names only
// where both sides are units ("総務課・財政課", but not "人権・市民協働課"); subsections (総務課　人事係) and
// words such as ほか are left out, and so are words that say there is nothing (データなし, 部局外, -).
using NameRun = std::vector<std::string>;
std::vector<NameRun> names_in_cell(std::string_view cell);

}  // namespace kyodo::office
