// The data of the map: what is where, what is linked with what, and finding a thing by its name.

export async function fetched(root) {
  const answer = await fetch(`${root}/api/map`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the map could not be fetched (${answer.status})`);
  return sheet(await answer.json());
}

const plain = (text) => text.normalize("NFKD").replace(/\p{Diacritic}/gu, "").toLowerCase();

function sheet(data) {
  const { things, links } = data;
  const count = things.id.length;
  const degree = new Uint32Array(count);
  for (const side of [links.source, links.target]) for (const thing of side) degree[thing] += 1;
  const place = new Map(things.id.map((id, index) => [id, index]));
  const names = things.label.map(plain);

  // Things whose name holds the text: from its beginning first, then those with most links.
  function find(text, most) {
    const sought = plain(text.trim());
    if (!sought) return { found: [], total: 0 };
    const hits = [];
    for (let thing = 0; thing < count; thing += 1) {
      const at = names[thing].indexOf(sought);
      if (at >= 0) hits.push([names[thing] === sought ? 0 : at === 0 ? 1 : 2, -degree[thing], thing]);
    }
    hits.sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]);
    return { found: hits.slice(0, most).map((hit) => hit[2]), total: hits.length };
  }

  // What a thing is linked with, by relation: outward ones first.
  function around(thing) {
    const groups = new Map();
    for (let link = 0; link < links.source.length; link += 1) {
      const out = links.source[link] === thing;
      if (!out && links.target[link] !== thing) continue;
      const key = `${out ? "" : "< "}${links.relation[link]}`;
      if (!groups.has(key)) groups.set(key, { relation: data.relations[links.relation[link]], out, others: [] });
      groups.get(key).others.push(out ? links.target[link] : links.source[link]);
    }
    for (const group of groups.values()) group.others.sort((one, other) => degree[other] - degree[one] || one - other);
    return [...groups.values()].sort((one, other) => Number(other.out) - Number(one.out));
  }

  return { ...data, count, degree, place, find, around };
}
